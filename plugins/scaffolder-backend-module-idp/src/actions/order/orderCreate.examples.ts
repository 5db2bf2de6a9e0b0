import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Order a DNS record into the namespace of a team',
    example: stringify({
      steps: [
        {
          id: 'order',
          name: 'Order the DNS record',
          action: 'idp:order:create',
          input: {
            cluster: 'platform',
            xrd: 'dnsrecords.network.openportal.dev',
            name: 'www',
            namespace: 'team-alpha',
            owner: 'group:default/team-alpha',
            spec: { name: 'www', type: 'A', value: '192.0.2.1' },
          },
        },
      ],
    }),
  },
];
