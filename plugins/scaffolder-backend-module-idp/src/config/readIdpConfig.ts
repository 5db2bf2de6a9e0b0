import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  OrdersConfig,
  readOrdersConfig,
} from '@openportal/plugin-crossplane-node';

/** Who may see a repository. */
export type RepositoryVisibility = 'private' | 'internal' | 'public';

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
  orders?: OrdersConfig;
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

/** Reads the `idp` section; the only place that knows its keys and defaults, apart from those of orders. */
export function readIdpConfig(root: Config): IdpConfig {
  const github = root.getConfig('idp.github');
  const repositories = root.getOptionalConfig('idp.repositories');
  const webhook = repositories?.getOptionalConfig('webhook');
  const orders = readOrdersConfig(root);
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
    ...(orders ? { orders } : {}),
  };
}
