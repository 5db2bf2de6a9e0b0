import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Entity } from '@backstage/catalog-model';
import { EventsService, eventsServiceRef } from '@backstage/plugin-events-node';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  SignalPayload,
  signalsServiceRef,
} from '@backstage/plugin-signals-node';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { Sandbox, startSandbox, toPortalConfig } from '@openportal/sandbox';
import request from 'supertest';

/** Namespaces of the people in the tests; the administrator has all of them. */
const NAMESPACES: Record<string, string[]> = {
  'user:default/developer': ['team-alpha'],
  'user:default/other-developer': ['team-beta'],
  'user:default/nobody': [],
  'user:default/newcomer': ['team-to-come'],
};
export const ADMINISTRATOR = 'user:default/platform-engineer';

/** The plugin in a backend, against a sandbox. */
export interface Rig {
  sandbox: Sandbox;
  backend: TestBackend;
  signals: SignalPayload[];
  publish(topic: string, eventPayload: unknown): Promise<void>;
  /** A request as a person; the developer of team-alpha when none is named. */
  get(path: string, user?: string): request.Test;
  post(path: string, body: object, user?: string): request.Test;
  close(): Promise<void>;
}

export async function startRig(
  options: {
    entities?: Entity[];
    features?: TestFeature[];
    /** Gives the token that the backend uses at the platform cluster, and where it finds that. */
    prepare?: (
      sandbox: Sandbox,
    ) => string | Promise<{ token: string; url: string }>;
  } = {},
): Promise<Rig> {
  const sandbox = await startSandbox({ tempo: 20 });
  const config = JSON.parse(JSON.stringify(toPortalConfig(sandbox.endpoints)));
  const access = await options.prepare?.(sandbox);
  if (access) {
    const { token, url } =
      typeof access === 'string' ? { token: access, url: undefined } : access;
    const [{ clusters }] = config.kubernetes.clusterLocatorMethods;
    const platform = clusters.find(
      ({ name }: { name: string }) => name === 'platform',
    );
    platform.serviceAccountToken = token;
    platform.url = url ?? platform.url;
  }
  const signals: SignalPayload[] = [];
  const events = mockServices.events();
  const backend = await startTestBackend({
    features: [
      import('../index'),
      mockServices.rootConfig.factory({
        data: {
          kubernetes: config.kubernetes,
          integrations: config.integrations,
          idp: config.idp,
          catalog: { providers: config.catalog.providers },
        },
      }),
      policy().factory,
      catalogServiceMock.factory({ entities: options.entities ?? [] }),
      createServiceFactory({
        service: eventsServiceRef,
        deps: {},
        factory: (): EventsService => events,
      }),
      createServiceFactory({
        service: signalsServiceRef,
        deps: {},
        factory: () => ({
          publish: async (signal: SignalPayload) => {
            signals.push(signal);
          },
        }),
      }),
      ...(options.features ?? []),
    ],
  });
  const authorized = (test: request.Test, user = 'user:default/developer') =>
    test.set('authorization', mockCredentials.user.header(user));
  return {
    sandbox,
    backend,
    signals,
    publish: (topic, eventPayload) => events.publish({ topic, eventPayload }),
    get: (path, user) =>
      authorized(request(backend.server).get(`/api/crossplane${path}`), user),
    post: (path, body, user) =>
      authorized(
        request(backend.server).post(`/api/crossplane${path}`).send(body),
        user,
      ),
    close: async () => {
      await backend.stop();
      await sandbox.close();
    },
  };
}

/** Something that can be added to the backend of a rig. */
export type TestFeature = NonNullable<
  Parameters<typeof startTestBackend>[0]['features']
>[number];

/** Decides as the policy of the portal does: conditions for namespaces, administrators may do everything. */
function policy() {
  return mockServices.permissions.mock({
    authorize: async (requests, options) =>
      requests.map(item => ({
        result: isAllowed(
          userOf(options),
          item.permission.name,
          'resourceRef' in item ? String(item.resourceRef) : undefined,
        )
          ? AuthorizeResult.ALLOW
          : AuthorizeResult.DENY,
      })),
    authorizeConditional: async (requests, options) =>
      requests.map(() => conditionalDecision(userOf(options))),
  });
}

function userOf(options?: { credentials?: BackstageCredentials }): string {
  const principal = options?.credentials?.principal as
    | BackstageUserPrincipal
    | undefined;
  return principal?.userEntityRef ?? 'none';
}

function isAllowed(user: string, name: string, resourceRef?: string): boolean {
  if (user === ADMINISTRATOR) {
    return true;
  }
  if (!resourceRef) {
    return name === 'crossplane.ingestor.read';
  }
  const namespace = resourceRef.split('/')[1];
  return (NAMESPACES[user] ?? []).includes(namespace);
}

function conditionalDecision(user: string): PolicyDecision {
  if (user === ADMINISTRATOR) {
    return { result: AuthorizeResult.ALLOW };
  }
  const namespaces = NAMESPACES[user] ?? [];
  return namespaces.length === 0
    ? { result: AuthorizeResult.DENY }
    : {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'crossplane',
        resourceType: 'crossplane-namespace',
        conditions: {
          resourceType: 'crossplane-namespace',
          rule: 'IN_NAMESPACE',
          params: { namespaces },
        },
      };
}
