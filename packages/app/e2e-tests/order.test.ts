import { expect, type Page } from '@playwright/test';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROLLOUT } from './support/deployTab';
import {
  chooseTemplate,
  describeRecord,
  describeResource,
  describeWhoami,
  openTemplates,
} from './support/forms';
import { pushByHand } from './support/git';
import { journey, signIn } from './support/journey';
import { look } from './support/look';
import { askGitHub } from './support/outside';
import { keepPicture, orderOn } from './support/pictures';
import { uniqueName } from './support/uniqueName';

const LAYERS = [
  'Pull request',
  'Flux',
  'Composite resource',
  'Composition',
  'Providers',
];

journey(
  'a developer orders a DNS record and sees it ready',
  async ({ page }) => {
    const name = uniqueName('www');
    await signIn(page, 'developer');
    await chooseTemplate(page, 'DNSRecord v1.0.2');
    await describeRecord(page, { name, namespace: 'team-alpha' });
    await look(page, 'review');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('link', { name: 'Follow the order' }).click(ROLLOUT);

    await expect(
      page.getByRole('heading', { name: `DNSRecord ${name}` }),
    ).toBeVisible(ROLLOUT);
    await expectLayersReady(page);
    await look(page, 'order');
    await keepPicture(orderOn(page), 'order');
    expect(
      await askGitHub(
        'developer',
        '/repos/sandbox/catalog-orders/pulls?state=closed',
      ),
    ).toMatchObject({
      body: expect.arrayContaining([
        expect.objectContaining({
          title: expect.stringContaining(name),
          merged_at: expect.any(String),
        }),
      ]),
    });

    await page.getByRole('link', { name: 'All orders' }).click();
    await expect(page.getByRole('row').filter({ hasText: name })).toContainText(
      'Ready',
    );
    await look(page, 'orders');
  },
);

journey(
  'a developer gets a repository and a service in one run',
  async ({ page }) => {
    const name = uniqueName('whoami');
    await signIn(page, 'developer');
    await chooseTemplate(page, 'Whoami with a repository');
    await describeWhoami(page, name);
    await look(page, 'whoami-review');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('link', { name: 'Follow the order' }).click(ROLLOUT);
    await expect(
      page.getByRole('heading', { name: `Whoami ${name}` }),
    ).toBeVisible(ROLLOUT);
    await expectLayersReady(page);
    await look(page, 'whoami-order');
    expect(
      await askGitHub(
        'developer',
        `/repos/sandbox/idp-${name}/contents/catalog-info.yaml`,
      ),
    ).toMatchObject({ status: 200 });

    await page.goto(`/catalog/default/component/${name}`);
    await expect(page.getByText('Answers for a journey')).toBeVisible();
  },
);

journey('a developer changes an order', async ({ page }) => {
  const name = uniqueName('www');
  await signIn(page, 'developer');
  await chooseTemplate(page, 'DNSRecord v1.0.2');
  await describeRecord(page, { name, namespace: 'team-alpha' });
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('link', { name: 'Follow the order' }).click(ROLLOUT);
  await expect(
    page.getByRole('heading', { name: `DNSRecord ${name}` }),
  ).toBeVisible(ROLLOUT);

  // Only what git has can be changed: the button waits for the merge.
  await page.getByRole('link', { name: 'Edit', exact: true }).click(ROLLOUT);
  await expect(
    page.getByRole('textbox', { name: 'Name', exact: true }),
  ).toBeDisabled();
  await expect(
    page.getByRole('textbox', { name: /^Namespace/ }),
  ).toHaveAttribute('readonly', '');
  await look(page, 'edit');
  await page.getByRole('button', { name: 'Next' }).click();
  const value = page.getByRole('textbox', { name: 'Value' });
  await expect(value).toHaveValue('192.0.2.10');
  await value.fill('192.0.2.11');
  await page.getByRole('button', { name: 'Next' }).click();
  const manifest = page.getByRole('region', { name: 'What your order writes' });
  await expect(manifest).toContainText('192.0.2.10');
  await expect(manifest).toContainText('192.0.2.11');
  await look(page, 'edit-manifest');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Change the order' }).click();
  await page.getByRole('link', { name: 'Follow the order' }).click(ROLLOUT);
  const file = `namespaces/team-alpha/dnsrecords/${name}.yaml`;
  await expect
    .poll(async () => {
      const { body } = await askGitHub(
        'developer',
        `/repos/sandbox/catalog-orders/contents/${file}`,
      );
      const { content } = body as { content: string };
      return Buffer.from(content, 'base64').toString();
    }, ROLLOUT)
    .toContain('192.0.2.11');
});

journey(
  'an order into the namespace of another team is refused',
  async ({ page }) => {
    const name = uniqueName('www');
    await signIn(page, 'developer');
    await chooseTemplate(page, 'DNSRecord v1.0.2');
    await describeResource(page, { name, namespace: 'team-beta' });
    await expect(
      page
        .getByText(/You may not order into the namespace 'team-beta'/)
        .first(),
    ).toBeVisible();
    await look(page, 'refused-namespace');
    const pulls = await askGitHub(
      'developer',
      '/repos/sandbox/catalog-orders/pulls?state=all',
    );
    expect(JSON.stringify(pulls.body)).not.toContain(name);
  },
);

journey(
  'a new release of a kind is offered within seconds',
  async ({ page }) => {
    await signIn(page, 'developer');
    await openTemplates(page, 'DNSRecord v1.0.2');
    for (const version of ['v1.0.3', 'v1.0.2']) {
      await releaseDnsRecord(version);
      await expect(async () => {
        await page.reload();
        await expect(
          page.getByRole('heading', { name: `DNSRecord ${version}` }),
        ).toBeVisible({ timeout: 5_000 });
      }).toPass(ROLLOUT);
    }
  },
);

/** Waits until every layer of the order on this page is ready. */
async function expectLayersReady(page: Page): Promise<void> {
  for (const layer of LAYERS) {
    await expect(
      page
        .getByRole('list', { name: 'Layers' })
        .getByRole('listitem', { name: layer, exact: true })
        .getByText('Ready', { exact: true })
        .first(),
      layer,
    ).toBeVisible(ROLLOUT);
  }
}

/** Releases a version of the DNS record as its pipeline does: with a commit in the repository `catalog`. */
function releaseDnsRecord(version: string): Promise<void> {
  return pushByHand({
    login: 'platform-engineer',
    repository: 'catalog',
    message: `Release DNSRecord ${version}`,
    change: async folder => {
      const file = join(folder, 'templates', 'dnsrecord', 'xrd.yaml');
      const definition = await readFile(file, 'utf8');
      await writeFile(
        file,
        definition.replace(
          /(openportal\.dev\/version: ).*/,
          (_line, key) => `${key}${version}`,
        ),
      );
    },
  });
}
