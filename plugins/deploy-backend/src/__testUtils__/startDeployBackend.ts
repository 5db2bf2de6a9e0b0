import {
  BackendFeature,
  coreServices,
  createBackendModule,
  createServiceFactory,
  PermissionsServiceRequestOptions,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { RESOURCE_TYPE_DEPLOYMENT } from '@openportal/plugin-deploy-common';
import {
  deployAdaptersExtensionPoint,
  deploymentConditions,
} from '@openportal/plugin-deploy-node';
import { toCaller } from '../identity/Caller';
import { deployPlugin } from '../plugin';
import { testImage } from './newOperation';
import { TestCluster } from './TestCluster';
import { TestGit } from './TestGit';
import { TestRegistry } from './TestRegistry';

/** The entity of the test application. */
export const payments: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'payments',
    namespace: 'default',
    annotations: {
      'github.com/project-slug': 'acme/idp-payments',
      'argocd/app-name': 'idp-payments',
      'openportal.dev/image': 'registry.test/acme/idp-payments',
    },
  },
  spec: { type: 'service', owner: 'team-alpha' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/team-alpha' }],
};

/**
 * The plugin in a backend, with a git host, a cluster and a registry in memory. Denied are the permissions
 * that `deny` says, as `deploy.promote component:default/payments#prod`.
 */
export async function startDeployBackend(
  options: {
    deploy?: object;
    entities?: Entity[];
    features?: BackendFeature[];
    /** Who may do what, besides what is denied. Everybody may do everything by default. */
    allow?: (question: {
      who: string;
      permission: string;
      resourceRef?: string;
    }) => boolean;
  } = {},
) {
  const git = new TestGit();
  const cluster = new TestCluster(git);
  const registry = new TestRegistry();
  const denied = new Set<string>();
  for (const path of [
    'environments/qa',
    'environments/staging',
    'environments/prod',
  ]) {
    git.write(path, testImage(1));
  }
  git.write('deploy', testImage(2));
  cluster.sync();

  const auditor = mockServices.auditor.mock();
  const events: { eventId: string; outcome: string }[] = [];
  const audit: AuditedRequest[] = [];
  auditor.createEvent.mockImplementation(
    async ({ eventId, severityLevel, meta }) => {
      const end = async (outcome: string) => {
        events.push({ eventId, outcome });
        audit.push({ eventId, severityLevel, meta, outcome });
      };
      return { success: () => end('success'), fail: () => end('fail') };
    },
  );
  const { allow = () => true } = options;

  const { server } = await startTestBackend({
    features: [
      deployPlugin,
      createBackendModule({
        pluginId: 'deploy',
        moduleId: 'test-adapters',
        register(env) {
          env.registerInit({
            deps: { adapters: deployAdaptersExtensionPoint },
            async init({ adapters }) {
              adapters.addDesiredState(git);
              adapters.addObserver(cluster);
              adapters.addArtifactSource(registry);
            },
          });
        },
      }),
      catalogServiceMock.factory({ entities: options.entities ?? [payments] }),
      auditor.factory,
      ...(options.features ?? []),
      createServiceFactory({
        service: coreServices.permissions,
        deps: {},
        factory: () => ({
          authorize: async (requests, asked) =>
            requests.map(({ permission, resourceRef }) => ({
              result:
                denied.has(permission.name) ||
                denied.has(`${permission.name} ${resourceRef}`) ||
                !allow({
                  who: whoAsks(asked),
                  permission: permission.name,
                  resourceRef,
                })
                  ? AuthorizeResult.DENY
                  : AuthorizeResult.ALLOW,
            })),
          authorizeConditional: async (requests, asked) =>
            requests.map(({ permission }) =>
              decideConditionally(permission.name, environment =>
                [
                  denied.has(permission.name),
                  [...denied].some(
                    text =>
                      text.startsWith(`${permission.name} `) &&
                      text.endsWith(`#${environment}`),
                  ),
                  !allow({
                    who: whoAsks(asked),
                    permission: permission.name,
                    resourceRef: `component:default/payments#${environment}`,
                  }),
                ].every(reason => !reason),
              ),
            ),
        }),
      }),
      mockServices.rootConfig.factory({
        data: {
          deploy: {
            worker: { pollInterval: '20ms' },
            stateMaxAge: '1ms',
            permissionMaxAge: '1ms',
            notifications: { enabled: false },
            ...options.deploy,
          },
        },
      }),
    ],
  });
  return { server, git, cluster, registry, denied, events, audit };
}

/** What the audit log has of a request. */
type AuditedRequest = {
  eventId: string;
  severityLevel?: string;
  meta?: object;
  outcome: string;
};

function whoAsks(asked: PermissionsServiceRequestOptions): string {
  return 'credentials' in asked ? toCaller(asked.credentials).ref : 'nobody';
}

/** The same without naming a deployment: of one application only the environments differ. */
function decideConditionally(
  name: string,
  isAllowed: (environment: string) => boolean,
): PolicyDecision {
  // The catalog's own permission is about no environment.
  const all = name.startsWith('deploy.')
    ? ['development', 'qa', 'staging', 'prod']
    : ['any'];
  const environments = all.filter(isAllowed);
  if (environments.length === all.length) {
    return { result: AuthorizeResult.ALLOW };
  }
  return environments.length === 0
    ? { result: AuthorizeResult.DENY }
    : {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'deploy',
        resourceType: RESOURCE_TYPE_DEPLOYMENT,
        conditions: deploymentConditions.inEnvironment({ environments }),
      };
}
