import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Wait for a component that was registered in the step before',
    example: stringify({
      steps: [
        {
          id: 'wait',
          name: 'Wait for the catalog',
          action: 'idp:catalog:wait',
          input: { entityRef: 'component:default/payments' },
        },
      ],
    }),
  },
];
