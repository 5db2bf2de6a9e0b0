import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Change the address of a DNS record',
    example: stringify({
      steps: [
        {
          id: 'update',
          name: 'Change the DNS record',
          action: 'idp:order:update',
          input: {
            cluster: 'platform',
            xrd: 'dnsrecords.network.openportal.dev',
            name: 'www',
            namespace: 'team-alpha',
            owner: 'group:default/team-alpha',
            spec: { name: 'www', type: 'A', value: '192.0.2.2' },
          },
        },
      ],
    }),
  },
];
