import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Bring a DNS record back to what it was at an earlier commit',
    example: stringify({
      steps: [
        {
          id: 'restore',
          name: 'Restore the DNS record',
          action: 'idp:order:restore',
          input: {
            cluster: 'platform',
            xrd: 'dnsrecords.network.openportal.dev',
            name: 'www',
            namespace: 'team-alpha',
            revision: '0f3c1d2e4b5a69788796a5b4c3d2e1f00f1e2d3c',
          },
        },
      ],
    }),
  },
];
