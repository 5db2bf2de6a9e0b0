import { expect, type Page } from '@playwright/test';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { ROLLOUT } from './support/deployTab';
import { chooseTemplate, describeRecord } from './support/forms';
import { pushByHand } from './support/git';
import { journey, signIn } from './support/journey';
import { look } from './support/look';
import { askGitHub, askPortal } from './support/outside';
import { keepPicture, orderOn } from './support/pictures';
import { sessionOf } from './support/session';
import { uniqueName } from './support/uniqueName';

const NAMESPACE = 'team-alpha';

journey('a developer removes an order', async ({ page }) => {
  const name = uniqueName('www');
  await signIn(page, 'developer');
  const order = await placeOrder(page, name);
  await expectReady(page);

  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('It stays in the cluster');
  const submit = dialog.getByRole('button', { name: 'Delete the order' });
  await expect(submit).toBeDisabled();
  await dialog.getByRole('textbox').fill(name);
  await look(page, 'delete');
  await submit.click();
  // Removals are not merged by themselves: somebody else has to want it too.
  await mergeRemoval(name);
  await expect.poll(() => fileOf(name), ROLLOUT).toBe('');

  await page.goto(order);
  await expect(
    page.getByText('Removed from git, still in the cluster').first(),
  ).toBeVisible(ROLLOUT);
  await look(page, 'removed');
});

journey(
  'a provider that fails is explained, and an earlier revision restored',
  async ({ page }) => {
    const name = uniqueName('www');
    await signIn(page, 'developer');
    const order = await placeOrder(page, name);
    await expectReady(page);

    await breakProvider(name);
    await page.goto(order);
    const alert = page.getByRole('alert').filter({ hasText: 'Stopped at' });
    await expect(alert).toContainText('Providers', ROLLOUT);
    await expect(alert).toContainText('What to do:');
    // What the provider could not make keeps the resource from being ready, and is still named as the cause.
    await expect(
      page.getByRole('listitem', { name: 'Composite resource', exact: true }),
    ).not.toContainText('is ready', ROLLOUT);
    await expect(alert).toContainText('Providers');
    await look(page, 'failing-provider');
    await keepPicture(orderOn(page), 'order-failing');

    await page.getByRole('tab', { name: 'Revisions' }).click();
    await expect(page.getByText('Break the provider')).toBeVisible();
    await page
      .getByRole('button', { name: /^Compare with current/ })
      .last()
      .click();
    await expect(
      page.getByText(/sandbox\.openportal\.dev\/fail/),
    ).toBeVisible();
    await look(page, 'revisions');
    await page
      .getByRole('button', { name: /^Restore this revision/ })
      .last()
      .click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Restore this revision' })
      .click();
    await expect
      .poll(() => fileOf(name), ROLLOUT)
      .not.toContain('sandbox.openportal.dev/fail');
    await page.goto(order);
    await expectReady(page);
  },
);

journey(
  'the server refuses an order that no form would have sent',
  async ({ page }) => {
    const name = uniqueName('www');
    await signIn(page, 'developer');
    const { origin, session } = await sessionOf(page);

    const found = await askPortal(
      session,
      `${origin}/api/catalog/entities/by-query?filter=kind=template,metadata.annotations.crossplane.io/xrd-name=dnsrecords.network.openportal.dev`,
    );
    const [template] = (found.body as { items: GeneratedTemplate[] }).items;
    const started = await askPortal(
      session,
      `${origin}/api/scaffolder/v2/tasks`,
      {
        method: 'POST',
        body: {
          templateRef: `template:default/${template.metadata.name}`,
          values: {
            ...hiddenValues(template),
            name,
            namespace: 'team-beta',
            owner: 'group:default/team-alpha',
            spec: { name, type: 'A', value: '192.0.2.10' },
          },
        },
      },
    );
    expect(started).toMatchObject({ status: 201 });
    const { id } = started.body as { id: string };
    await page.goto(`/create/tasks/${id}`);
    await expect(
      page
        .getByRole('alert')
        .getByText(/You may not order into namespace 'team-beta'/)
        .first(),
    ).toBeVisible(ROLLOUT);
    const pulls = await askGitHub(
      'developer',
      '/repos/sandbox/catalog-orders/pulls?state=all',
    );
    expect(JSON.stringify(pulls.body)).not.toContain(name);
  },
);

interface GeneratedTemplate {
  metadata: { name: string };
  spec: {
    parameters: Array<{ properties: Record<string, { default?: string }> }>;
  };
}

/** What the form of a template sends along without showing it. */
function hiddenValues({ spec }: GeneratedTemplate): Record<string, unknown> {
  return Object.fromEntries(
    spec.parameters
      .flatMap(({ properties }) => Object.entries(properties))
      .filter(([field]) =>
        ['version', 'formVersion', 'operation'].includes(field),
      )
      .map(([field, schema]) => [field, schema.default]),
  );
}

/** Orders a record and waits on its page; returns the address of that page. */
async function placeOrder(page: Page, name: string): Promise<string> {
  await chooseTemplate(page, 'DNSRecord v1.0.2');
  await describeRecord(page, { name, namespace: NAMESPACE });
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('link', { name: 'Follow the order' }).click(ROLLOUT);
  await expect(
    page.getByRole('heading', { name: `DNSRecord ${name}` }),
  ).toBeVisible(ROLLOUT);
  return page.url();
}

async function expectReady(page: Page): Promise<void> {
  await expect(
    page
      .getByRole('list', { name: 'Layers' })
      .getByRole('listitem', { name: 'Providers', exact: true })
      .getByText('Ready', { exact: true })
      .first(),
  ).toBeVisible(ROLLOUT);
}

function pathOf(name: string): string {
  return `namespaces/${NAMESPACE}/dnsrecords/${name}.yaml`;
}

/** The order as it is on the base branch; empty when it is not there. */
async function fileOf(name: string): Promise<string> {
  const { status, body } = await askGitHub(
    'developer',
    `/repos/sandbox/catalog-orders/contents/${pathOf(name)}`,
  );
  return status === 404
    ? ''
    : Buffer.from((body as { content: string }).content, 'base64').toString();
}

/** Merges the pull request that removes an order, as a person who owns the orders. */
async function mergeRemoval(name: string): Promise<void> {
  const pulls = '/repos/sandbox/catalog-orders/pulls';
  const find = async () => {
    const { body } = await askGitHub('platform-engineer', pulls);
    return (body as Array<{ number: number; head: { ref: string } }>).find(
      ({ head }) => head.ref.includes(`/${name}-`),
    )?.number;
  };
  await expect.poll(find, ROLLOUT).toBeDefined();
  expect(
    await askGitHub('platform-engineer', `${pulls}/${await find()}/merge`, {
      method: 'PUT',
      body: {},
    }),
  ).toMatchObject({ status: 200 });
}

/** What somebody does by accident: a commit after which the provider refuses. */
function breakProvider(name: string): Promise<void> {
  return pushByHand({
    login: 'platform-engineer',
    repository: 'catalog-orders',
    message: 'Break the provider',
    change: async folder => {
      const file = join(folder, pathOf(name));
      const document = parseDocument(await readFile(file, 'utf8'));
      document.setIn(
        ['metadata', 'annotations', 'sandbox.openportal.dev/fail'],
        'provider',
      );
      await writeFile(file, document.toString());
    },
  });
}
