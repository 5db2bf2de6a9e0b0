import { expect, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { ROLLOUT } from './support/deployTab';
import { describeResource } from './support/forms';
import { journey, signIn } from './support/journey';
import { look } from './support/look';
import { askCluster, askPortal } from './support/outside';
import { PortalSession, sessionOf } from './support/session';

const FIXTURES = join(
  dirname(require.resolve('@openportal/plugin-crossplane-common/package.json')),
  'src',
  'fixtures',
);

/** The forms that are the hardest to show, as files in `src/fixtures/xrds` of crossplane-common. */
const HARDEST = [
  'hostile-names',
  'nested-optionals',
  'nullable-fields',
  'union-required',
  'int-or-string',
  'list-sets',
  'defaults',
  'script-links',
  'template-text',
  'maps',
];

interface Definition {
  apiVersion: string;
  metadata: { name: string };
}

journey('the hardest forms are shown', async ({ page }) => {
  journey.slow();
  const definitions = await Promise.all(
    HARDEST.map(async name => ({ name, definition: await readXrd(name) })),
  );
  await signIn(page, 'developer');
  const portal = await sessionOf(page);
  for (const { definition } of definitions) {
    const { status } = await askCluster(collectionOf(definition), {
      method: 'POST',
      body: definition,
    });
    expect(status, definition.metadata.name).toBe(201);
  }
  try {
    for (const { name, definition } of definitions) {
      await journey.step(name, async () => {
        await openForm(page, portal, definition.metadata.name);
        await describeResource(page, {
          name: 'example',
          namespace: 'team-alpha',
        });
        await expect(page.getByRole('button', { name: 'Back' })).toBeEnabled();
        await look(page, name);
      });
    }
    expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
  } finally {
    for (const { definition } of definitions) {
      await askCluster(
        `${collectionOf(definition)}/${definition.metadata.name}`,
        { method: 'DELETE', body: {} },
      );
    }
  }
});

async function readXrd(name: string): Promise<Definition> {
  return parse(await readFile(join(FIXTURES, 'xrds', `${name}.yaml`), 'utf8'));
}

function collectionOf({ apiVersion }: Definition): string {
  return `/apis/${apiVersion}/compositeresourcedefinitions`;
}

/** Opens the form of a template once the catalog has it. */
async function openForm(
  page: Page,
  { origin, session }: PortalSession,
  template: string,
): Promise<void> {
  const entity = `${origin}/api/catalog/entities/by-name/template/default/${template}`;
  await expect
    .poll(async () => (await askPortal(session, entity)).status, ROLLOUT)
    .toBe(200);
  await page.goto(`/create/templates/default/${template}`);
  await expect(page.getByRole('combobox', { name: /^Namespace/ })).toBeVisible(
    ROLLOUT,
  );
}
