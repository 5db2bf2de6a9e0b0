import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Create the repository of a component from the workspace',
    example: stringify({
      steps: [
        {
          id: 'repository',
          name: 'Create the repository',
          action: 'idp:repo:create',
          input: {
            name: 'payments',
            description: 'Takes payments',
            owner: 'group:default/team-alpha',
          },
        },
      ],
    }),
  },
  {
    description:
      'Create a public repository from one folder, with topics, teams and deployment environments',
    example: stringify({
      steps: [
        {
          id: 'repository',
          name: 'Create the repository',
          action: 'idp:repo:create',
          input: {
            name: 'handbook',
            description: 'How we work',
            owner: 'group:default/platform-team',
            visibility: 'public',
            sourcePath: 'rendered',
            topics: ['documentation'],
            teamAccess: [{ team: 'everybody', permission: 'pull' }],
            environments: ['qa', 'prod'],
          },
        },
      ],
    }),
  },
];
