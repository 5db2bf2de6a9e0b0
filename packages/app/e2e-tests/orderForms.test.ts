import { expect, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { chooseTheme } from './support/appearance';
import { ROLLOUT } from './support/deployTab';
import { describeResource } from './support/forms';
import { HARDEST_FORMS } from './support/hardestForms';
import { journey, signIn } from './support/journey';
import { lookAndFit } from './support/look';
import { askCluster, askPortal } from './support/outside';
import { keepPicture } from './support/pictures';
import { PortalSession, sessionOf } from './support/session';

const FIXTURES = join(
  dirname(require.resolve('@openportal/plugin-crossplane-common/package.json')),
  'src',
  'fixtures',
);

const PHONE = { width: 390, height: 844 };

interface Definition {
  apiVersion: string;
  metadata: { name: string };
}

journey('the hardest forms are shown', async ({ page }) => {
  journey.slow();
  const definitions = await Promise.all(
    HARDEST_FORMS.map(async form => ({
      form,
      definition: await readXrd(form.name),
    })),
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
    for (const { form, definition } of definitions) {
      await journey.step(form.name, async () => {
        for (const theme of form.inDark ? ['dark', 'light'] : ['light']) {
          await chooseTheme(page, theme);
          await openForm(page, portal, definition.metadata.name);
          await describeResource(page, {
            name: 'example',
            namespace: 'team-alpha',
          });
          await expect(
            page.getByRole('button', { name: 'Back' }),
          ).toBeEnabled();
          await form.fill?.(page);
          await lookAtForm(
            page,
            theme === 'dark' ? `${form.name}-dark` : form.name,
          );
        }
        if (form.isNarrow) {
          const usual = page.viewportSize();
          await page.setViewportSize(PHONE);
          await lookAtForm(page, `${form.name}-narrow`);
          await page.setViewportSize(usual ?? PHONE);
        }
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

/** Looks at a form, and keeps a picture of it without the page around it. */
async function lookAtForm(page: Page, name: string) {
  for (const editor of await page.locator('.cm-editor').all()) {
    // An editor that nobody has seen yet does not know the height of its lines.
    await editor.scrollIntoViewIfNeeded();
  }
  const card = page
    .locator('.MuiPaper-root')
    .filter({ has: page.getByRole('button', { name: 'Back' }) })
    .first();
  await lookAndFit(page, name, card);
  await keepPicture(card, `forms/${name}`);
}

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
