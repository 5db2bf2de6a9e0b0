import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Remove a DNS record from the orders of a team',
    example: stringify({
      steps: [
        {
          id: 'delete',
          name: 'Remove the DNS record',
          action: 'idp:order:delete',
          input: {
            cluster: 'platform',
            xrd: 'dnsrecords.network.openportal.dev',
            name: 'www',
            namespace: 'team-alpha',
          },
        },
      ],
    }),
  },
];
