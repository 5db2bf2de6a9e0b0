import { expect, type Locator, type Page } from '@playwright/test';

/** How long an app takes from a commit to running healthy in the sandbox. */
export const ROLLOUT = { timeout: 60_000 };

/** Opens the Deploy tab of a component and waits for its environments. */
export async function openDeployTab(page: Page, name: string): Promise<void> {
  await page.goto(`/catalog/default/component/${name}/deploy`);
  await expect(
    page.getByRole('heading', { name: 'Environments' }),
  ).toBeVisible();
}

/** The tile of an environment. */
export function tile(page: Page, environment: string): Locator {
  return page
    .getByRole('list', { name: 'Environments' })
    .getByRole('listitem', { name: environment, exact: true });
}

/** Opens the menu of an environment and gives the entry of that name. */
export async function menuEntry(
  page: Page,
  environment: string,
  name: string,
): Promise<Locator> {
  await page.getByRole('button', { name: `More about ${environment}` }).click();
  const entry = page.getByRole('menuitem', { name, exact: true });
  await expect(entry).toBeVisible();
  return entry;
}

/** The version that an environment shows, for example `sha-1a2b3c4`. */
export async function versionOf(environment: Locator): Promise<string> {
  const link = environment.getByRole('link', { name: /^sha-/ });
  await expect(link).toBeVisible();
  return (await link.innerText()).trim();
}

/** Waits until an environment runs a version, and nothing is under way any more. */
export async function expectHealthy(
  environment: Locator,
  version: string,
): Promise<void> {
  await expect(environment.getByRole('link', { name: version })).toBeVisible(
    ROLLOUT,
  );
  await expect(environment.getByText('Healthy', { exact: true })).toBeVisible(
    ROLLOUT,
  );
}

/**
 * Closes a dialog once its request was accepted, by the button below the progress. The dialog grows while the change goes
 * on, so the button may move away under the pointer.
 */
export async function closeDialog(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('status')).toBeVisible();
  await expect(async () => {
    if (await dialog.isVisible()) {
      await dialog
        .getByRole('button', { name: 'Close', exact: true })
        .last()
        .click({ timeout: 2_000 });
    }
    await expect(dialog).toBeHidden({ timeout: 2_000 });
  }).toPass();
}

/** Goes to another part of the page of an entity, without loading the page again. */
export async function openContent(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Content navigation' })
    .getByRole('link', { name, exact: true })
    .click();
}

/** Has what the page shows read again. */
export async function refresh(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Refresh' }).click();
}

/** Closes a dialog with the keyboard before anything was asked for. */
export async function escapeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
}
