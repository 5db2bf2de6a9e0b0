import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { scaffolderModuleIdp } from './module';

async function start(data: JsonObject): Promise<TemplateAction[]> {
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
      mockServices.rootConfig.factory({ data }),
    ],
  });
  return actions;
}

describe('scaffolderModuleIdp', () => {
  it('registers actions that describe themselves', async () => {
    const actions = await start({
      integrations: { github: [{ host: 'github.com', token: 't' }] },
      idp: { github: { host: 'github.com', organization: 'acme' } },
    });
    expect(actions.map(({ id }) => id)).toEqual([
      'idp:repo:create',
      'idp:order:create',
      'idp:order:update',
      'idp:order:delete',
      'idp:order:restore',
      'idp:catalog:wait',
    ]);
    for (const action of actions) {
      expect(action.supportsDryRun).toBe(true);
      expect(action.description).toBeTruthy();
      expect(action.schema?.output).toBeDefined();
      expect(action.examples?.length).toBeGreaterThan(0);
      for (const { example } of action.examples ?? []) {
        const { steps } = parse(example);
        expect(steps[0].action).toBe(action.id);
        expect(Object.keys(action.schema?.input?.properties ?? {})).toEqual(
          expect.arrayContaining(Object.keys(steps[0].input)),
        );
      }
    }
  });

  it('names the key of the configuration that is missing', async () => {
    await expect(start({})).rejects.toThrow("'idp.github'");
  });
});
