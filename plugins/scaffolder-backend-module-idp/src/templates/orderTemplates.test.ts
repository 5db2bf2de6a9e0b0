import { promises as fs } from 'node:fs';
import type { Entity } from '@backstage/catalog-model';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { templateEntityV1beta3Validator } from '@backstage/plugin-scaffolder-common';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { CLUSTER_SCOPED } from '@openportal/plugin-crossplane-common';
import Ajv from 'ajv';
import { parse } from 'yaml';
import scaffolderModuleIdp from '..';
import { repositoryPath } from './__testUtils__/repositoryFiles';

interface OrderTemplate extends Entity {
  spec: {
    type: string;
    parameters: Array<{
      required: string[];
      properties: Record<string, { title?: string; description?: string }>;
    }>;
    steps: Array<{
      id: string;
      action: string;
      input: Record<string, string>;
    }>;
    output: { links: Array<{ url: string }> };
  };
}

async function readTemplate(name: string): Promise<OrderTemplate> {
  const file = repositoryPath('templates', name, 'template.yaml');
  return parse(await fs.readFile(file, 'utf8'));
}

const order = {
  cluster: 'platform',
  namespace: 'team-alpha',
  xrd: 'dnsrecords.network.openportal.dev',
  name: 'www',
};

describe.each([
  ['order-delete', 'idp:order:delete', order],
  [
    'order-restore',
    'idp:order:restore',
    { ...order, revision: 'a'.repeat(40) },
  ],
])('template %s', (name, actionId, values) => {
  let template: OrderTemplate;

  beforeAll(async () => {
    template = await readTemplate(name);
  });

  it('is a template of orders that the catalog reads', async () => {
    expect(await templateEntityV1beta3Validator.check(template)).toBe(true);
    expect(template.metadata.name).toBe(name);
    expect(template.spec.type).toBe('crossplane-order');
    const all = await fs.readFile(
      repositoryPath('templates', 'all.yaml'),
      'utf8',
    );
    expect(parse(all).spec.targets).toContain(`./${name}/template.yaml`);
  });

  it('asks for exactly what its action takes', async () => {
    const actions: TemplateAction[] = [];
    await startTestBackend({
      extensionPoints: [
        [
          scaffolderActionsExtensionPoint,
          {
            addActions: (...added: TemplateAction[]) => {
              actions.push(...added);
            },
          },
        ],
      ],
      features: [
        scaffolderModuleIdp,
        catalogServiceMock.factory({ entities: [] }),
        mockServices.rootConfig.factory({
          data: {
            integrations: { github: [{ host: 'github.com', token: 't' }] },
            idp: { github: { host: 'github.com', organization: 'acme' } },
          },
        }),
      ],
    });
    const [step] = template.spec.steps;
    expect(step.action).toBe(actionId);
    const action = actions.find(({ id }) => id === actionId);
    const taken = Object.keys(action?.schema?.input?.properties ?? {});
    const asked = Object.keys(template.spec.parameters[0].properties);
    expect(asked.sort()).toEqual(taken.sort());
    expect(Object.keys(step.input).sort()).toEqual(taken);
    for (const field of taken) {
      expect(step.input[field]).toBe(`\${{ parameters.${field} }}`);
    }
    for (const field of Object.values(template.spec.parameters[0].properties)) {
      expect(field.title).toBeTruthy();
      expect(field.description).toBeTruthy();
    }
    expect(template.spec.output.links.map(({ url }) => url)).toEqual([
      `\${{ steps.${step.id}.output.pullRequestUrl }}`,
      `\${{ steps.${step.id}.output.orderUrl }}`,
    ]);
  });

  it('takes an order, and refuses what is none', () => {
    const validate = new Ajv({ strict: false }).compile({
      type: 'object',
      ...template.spec.parameters[0],
    });
    expect(validate(values)).toBe(true);
    const { namespace: _, ...clusterScoped } = values;
    expect(validate(clusterScoped)).toBe(true);
    expect(validate({ ...values, namespace: CLUSTER_SCOPED })).toBe(true);
    for (const wrong of [
      { name: '../x' },
      { name: '' },
      { namespace: 'Team' },
      { xrd: 'no-group' },
      ...('revision' in values ? [{ revision: 'main' }] : []),
    ]) {
      expect(validate({ ...values, ...wrong })).toBe(false);
    }
    expect(validate({})).toBe(false);
  });
});
