import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Who may see a repository. */
export type RepositoryVisibility = 'private' | 'internal' | 'public';

/** Orders of these kinds in these namespaces are merged without a person's approval. */
export interface AutoMergeRule {
  kinds: string[];
  namespaces: string[];
}

/** The `idp` section of the configuration. */
export interface IdpConfig {
  github: { host: string; organization: string };
  /** Names of the environments that components are deployed to. */
  environments: string[];
  repositories: {
    prefix: string;
    visibility: RepositoryVisibility;
    reservedNames: string[];
    webhook?: { url: string; secret: string; events: string[] };
  };
  orders?: {
    repository: string;
    path: string;
    baseBranch: string;
    autoMerge: AutoMergeRule[];
  };
}

// What the deploy plugin has where nothing is configured.
const DEFAULT_ENVIRONMENTS = ['development', 'qa', 'staging', 'prod'];

// The AppProject of platform/argocd refuses the same namespaces.
const DEFAULT_RESERVED_NAMES = [
  'argocd',
  'backstage',
  'crossplane-system',
  'default',
  'flux-system',
];

const VISIBILITIES: RepositoryVisibility[] = ['private', 'internal', 'public'];

function readVisibility(config?: Config): RepositoryVisibility {
  const value = config?.getOptionalString('visibility') ?? 'private';
  const visibility = VISIBILITIES.find(item => item === value);
  if (!visibility) {
    throw new InputError(
      `Configuration key "idp.repositories.visibility" is "${value}". Set it to one of ${VISIBILITIES.join(
        ', ',
      )}.`,
    );
  }
  return visibility;
}

/** Reads the `idp` section; the only place that knows its keys and defaults. */
export function readIdpConfig(root: Config): IdpConfig {
  const github = root.getConfig('idp.github');
  const repositories = root.getOptionalConfig('idp.repositories');
  const webhook = repositories?.getOptionalConfig('webhook');
  const orders = root.getOptionalConfig('idp.orders');
  return {
    github: {
      host: github.getString('host'),
      organization: github.getString('organization'),
    },
    environments:
      root
        .getOptionalConfigArray('deploy.environments')
        ?.map(environment => environment.getString('name')) ??
      DEFAULT_ENVIRONMENTS,
    repositories: {
      prefix: repositories?.getOptionalString('prefix') ?? 'idp-',
      visibility: readVisibility(repositories),
      reservedNames:
        repositories?.getOptionalStringArray('reservedNames') ??
        DEFAULT_RESERVED_NAMES,
      ...(webhook
        ? {
            webhook: {
              url: webhook.getString('url'),
              secret: webhook.getString('secret'),
              events: webhook.getOptionalStringArray('events') ?? [
                'push',
                'pull_request',
                'workflow_run',
              ],
            },
          }
        : {}),
    },
    ...(orders
      ? {
          orders: {
            repository: orders.getString('repository'),
            path:
              orders.getOptionalString('path') ??
              'namespaces/{namespace}/{plural}/{name}.yaml',
            baseBranch: orders.getOptionalString('baseBranch') ?? 'main',
            autoMerge: (orders.getOptionalConfigArray('autoMerge') ?? []).map(
              rule => ({
                kinds: rule.getStringArray('kinds'),
                namespaces: rule.getStringArray('namespaces'),
              }),
            ),
          },
        }
      : {}),
  };
}
