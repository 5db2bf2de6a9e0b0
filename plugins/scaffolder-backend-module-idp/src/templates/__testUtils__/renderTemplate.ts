import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { createFetchTemplateAction } from '@backstage/plugin-scaffolder-backend';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { repositoryPath } from './repositoryFiles';

/** Renders folders of a template with the scaffolder's own action, one over the other. */
export async function renderTemplate(options: {
  template: string;
  folders: string[];
  values: JsonObject;
  workspacePath: string;
  /** Prefix of folders that the action may use meanwhile. */
  temporaryPath: string;
}): Promise<void> {
  const action = createFetchTemplateAction({
    reader: mockServices.urlReader.mock(),
    integrations: ScmIntegrations.fromConfig(mockServices.rootConfig()),
  });
  const baseUrl = pathToFileURL(
    join(repositoryPath('templates', options.template), 'template.yaml'),
  ).href;
  for (const folder of options.folders) {
    await action.handler({
      ...createMockActionContext({
        input: { url: `./${folder}`, values: options.values },
        workspacePath: options.workspacePath,
        templateInfo: {
          entityRef: `template:default/${options.template}`,
          baseUrl,
        },
      }),
      createTemporaryDirectory: () => fs.mkdtemp(options.temporaryPath),
    });
  }
}
