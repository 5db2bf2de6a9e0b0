import type { SeededService } from '../SeededService';
import type { SeedTargets } from '../SeedTargets';
import { yamlText } from '../yamlText';

const name = 'ledger';
const repository = 'flux-ledger';

/** A service that Flux brings to the cluster. */
export const ledger: SeededService = {
  name,
  repository,
  description: 'Keeps the books',
  topics: ['openportal'],
  environments: ['qa', 'prod'],
  files,
  releases: [
    release({
      message: 'Add the ledger',
      days: 20,
      accounts: ['cash'],
      promotedTo: ['qa', 'prod'],
    }),
    release({
      message: 'Keep an account for fees',
      days: 9,
      accounts: ['cash', 'fees'],
      promotedTo: ['qa'],
    }),
    release({
      message: 'Keep an account for refunds',
      days: 1,
      accounts: ['cash', 'fees', 'refunds'],
      promotedTo: [],
    }),
  ],
};

function release(options: {
  message: string;
  days: number;
  accounts: string[];
  promotedTo: string[];
}): SeededService['releases'][number] {
  const { message, days, accounts, promotedTo } = options;
  return {
    message,
    author: 'developer',
    hoursAgo: days * 24,
    files: {
      'src/accounts.js': `exports.accounts = ${JSON.stringify(accounts)};\n`,
    },
    promotedTo,
  };
}

function files(targets: SeedTargets): Record<string, string> {
  const slug = `${targets.organization}/${repository}`;
  return {
    'README.md':
      '# ledger\n\nKeeps the books. Flux applies `deploy/` and `environments/` to the platform cluster.\n',
    'catalog-info.yaml': yamlText({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name,
        title: 'Ledger',
        description: 'Keeps the books; Flux brings it to the cluster',
        annotations: {
          'github.com/project-slug': slug,
          'openportal.dev/environments': 'development,qa,prod',
          'openportal.dev/flux-kustomization': 'flux-system/ledger-{env}',
          'openportal.dev/image': `${targets.registryHost}/${slug}`,
        },
        links: [{ url: `${targets.gitHubUrl}/${slug}`, title: 'Repository' }],
      },
      spec: { type: 'service', lifecycle: 'production', owner: 'team-alpha' },
    }),
  };
}
