import { expect, type Page } from '@playwright/test';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROLLOUT } from './deployTab';
import { pushByHand } from './git';
import { askGitHub, askPortal } from './outside';
import { readSandbox } from './sandbox';
import { sessionOf } from './session';

/** Applications that lack something. */
export interface UnfinishedApplications {
  /** Is only looked at: nothing says where its desired state is written. */
  watched: string;
  /** Names an environment that the portal does not have. */
  nowhere: string;
  /** Has a pipeline that fails, and no manifests. */
  unbuilt: string;
}

/** Pushes a repository with three applications that lack something, and registers them. */
export async function registerUnfinished(
  page: Page,
  name: string,
): Promise<UnfinishedApplications> {
  const { organization, url } = readSandbox().github;
  const repository = `idp-${name}`;
  const applications = {
    watched: `${name}-watched`,
    nowhere: `${name}-nowhere`,
    unbuilt: name,
  };
  await askGitHub('developer', `/orgs/${organization}/repos`, {
    method: 'POST',
    body: { name: repository, private: true },
  });
  await pushByHand({
    login: 'developer',
    repository,
    message: 'Begin',
    change: async folder => {
      const workflows = join(folder, '.github', 'workflows');
      await mkdir(workflows, { recursive: true });
      await writeFile(join(workflows, 'ci.yml'), 'name: CI\non: push\n');
      await writeFile(
        join(folder, 'components.yaml'),
        [
          component(applications.watched, {
            'backstage.io/kubernetes-id': applications.watched,
          }),
          component(applications.nowhere, {
            'argocd/app-name': repository,
            'openportal.dev/environments': 'moon',
          }),
          component(applications.unbuilt, {
            'argocd/app-name': repository,
            'github.com/project-slug': `${organization}/${repository}`,
          }),
        ].join('---\n'),
      );
    },
  });
  const { origin, session } = await sessionOf(page);
  const registered = await askPortal(
    session,
    `${origin}/api/catalog/locations`,
    {
      method: 'POST',
      body: {
        type: 'url',
        target: `${url}/${organization}/${repository}/blob/main/components.yaml`,
      },
    },
  );
  expect(registered).toMatchObject({ status: 201 });
  for (const application of Object.values(applications)) {
    await expect
      .poll(
        () =>
          askPortal(
            session,
            `${origin}/api/catalog/entities/by-name/component/default/${application}`,
          ),
        ROLLOUT,
      )
      .toMatchObject({ status: 200 });
  }
  return applications;
}

function component(name: string, annotations: Record<string, string>): string {
  return [
    'apiVersion: backstage.io/v1alpha1',
    'kind: Component',
    'metadata:',
    `  name: ${name}`,
    '  annotations:',
    ...Object.entries(annotations).map(
      ([key, value]) => `    ${key}: ${value}`,
    ),
    'spec: { type: service, lifecycle: experimental, owner: team-alpha }',
    '',
  ].join('\n');
}
