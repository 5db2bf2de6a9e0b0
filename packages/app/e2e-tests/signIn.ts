import { expect, type Page } from '@playwright/test';

/** Opens the portal and signs in as one of the sandbox's people, through GitHub's own window. */
export async function signIn(page: Page, login: string) {
  await page.goto('/');
  const popup = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const github = await popup;
  await github.getByRole('button', { name: login, exact: true }).click();
  await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible();
}
