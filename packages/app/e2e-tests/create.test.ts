import { expect } from '@playwright/test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROLLOUT, expectHealthy, tile } from './support/deployTab';
import {
  chooseTemplate,
  describeService,
  openTemplates,
  pickOwner,
} from './support/forms';
import { pushByHand } from './support/git';
import { journey, signIn } from './support/journey';
import { look } from './support/look';
import { askGitHub, readApplication, readTags } from './support/outside';
import { readSandbox } from './support/sandbox';
import { uniqueName } from './support/uniqueName';

journey('a developer creates a service and sees it run', async ({ page }) => {
  const name = uniqueName('orders');
  const { organization } = readSandbox().github;
  await signIn(page, 'developer');
  await expect(page.getByRole('link', { name: 'Payments' })).toBeVisible();
  await look(page, 'catalog');
  await openTemplates(page, 'Node.js service');
  await look(page, 'templates');
  await chooseTemplate(page, 'Node.js service');
  await describeService(page, name);
  await look(page, 'review');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('What happens now')).toBeVisible(ROLLOUT);
  await look(page, 'task');

  await page.getByRole('link', { name: 'Open in the catalog' }).click();
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  await expect(page.getByText('Answers for a journey')).toBeVisible();
  await look(page, 'component');

  await journey.step('CI has built the image', async () => {
    await expect
      .poll(
        () => askGitHub('developer', `/repos/sandbox/idp-${name}/actions/runs`),
        ROLLOUT,
      )
      .toMatchObject({
        status: 200,
        body: {
          workflow_runs: [{ status: 'completed', conclusion: 'success' }],
        },
      });
    await expect
      .poll(() => readTags(`${organization}/idp-${name}`))
      .toMatchObject({
        body: {
          tags: expect.arrayContaining([expect.stringMatching(/^sha-/)]),
        },
      });
  });

  await journey.step('Argo CD runs it', () =>
    expect
      .poll(() => readApplication(`idp-${name}`), ROLLOUT)
      .toMatchObject({
        body: {
          status: { sync: { status: 'Synced' }, health: { status: 'Healthy' } },
        },
      }),
  );

  await page
    .getByRole('navigation', { name: 'Content navigation' })
    .getByRole('link', { name: 'Deploy', exact: true })
    .click();
  await expectHealthy(tile(page, 'development'), await builtVersion(name));
  await look(page, 'deploy-tab');
});

journey('the form refuses names that are no names', async ({ page }) => {
  await signIn(page, 'developer');
  await chooseTemplate(page, 'Node.js service');
  await page.getByRole('textbox', { name: 'Description' }).fill('Never made');
  await pickOwner(page, 'Team Alpha');
  const field = page.getByRole('textbox', { name: 'Name' });
  for (const wrong of ['Invoices', 'ab', 'a'.repeat(64)]) {
    await field.fill(wrong);
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(
      page.getByText("'Name' must have 3 to 40 lower-case letters"),
      `the name '${wrong}'`,
    ).toBeVisible();
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await field.fill('fine');
    await expect(field).not.toHaveAttribute('aria-invalid', 'true');
  }
});

journey(
  'a name that somebody else has fails and changes nothing',
  async ({ page }) => {
    const before = await askGitHub(
      'platform-engineer',
      `/repos/sandbox/idp-legacy/commits`,
    );
    await signIn(page, 'developer');
    await chooseTemplate(page, 'Node.js service');
    await describeService(page, 'legacy');
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(
      page
        .getByRole('alert')
        .getByText(
          /"sandbox\/idp-legacy" exists already and this task did not create it\. Nothing was written to it\. Choose another name\./,
        )
        .first(),
    ).toBeVisible(ROLLOUT);
    await look(page, 'refused');

    expect(
      await askGitHub('platform-engineer', `/repos/sandbox/idp-legacy/commits`),
    ).toEqual(before);
    await page.goto('/');
    await expect(page.getByRole('link', { name: 'Payments' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'legacy' })).toBeHidden();
  },
);

journey('a repository that is pushed by hand is found', async ({ page }) => {
  const name = uniqueName('found');
  const { organization } = readSandbox().github;
  await askGitHub('developer', `/orgs/${organization}/repos`, {
    method: 'POST',
    body: { name: `idp-${name}`, private: true },
  });
  await pushByHand({
    login: 'developer',
    repository: `idp-${name}`,
    message: 'Start by hand',
    change: folder =>
      writeFile(
        join(folder, 'catalog-info.yaml'),
        [
          'apiVersion: backstage.io/v1alpha1',
          'kind: Component',
          'metadata:',
          `  name: ${name}`,
          '  description: Pushed by hand',
          'spec: { type: service, lifecycle: experimental, owner: team-alpha }',
          '',
        ].join('\n'),
      ),
  });
  await signIn(page, 'developer');
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('link', { name })).toBeVisible({
      timeout: 5_000,
    });
  }).toPass({ timeout: 60_000 });
  await page.getByRole('link', { name }).click();
  await expect(page.getByText('Pushed by hand')).toBeVisible();
});

/** The version that CI has built, as people read it. */
async function builtVersion(name: string): Promise<string> {
  const { organization } = readSandbox().github;
  const { body } = await readTags(`${organization}/idp-${name}`);
  const [version] = /sha-[0-9a-f]{7}/.exec(JSON.stringify(body)) ?? [];
  expect(version, 'a tag of the built image').toBeDefined();
  return version ?? '';
}
