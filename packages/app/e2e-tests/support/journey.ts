import { expect, test as base, type Page } from '@playwright/test';
import { consoleProblems } from './consoleProblems';

/** A test whose page must not log errors. */
export const journey = base.extend<{ problems: string[] }>({
  problems: [
    async ({ page }, use) => {
      const problems = consoleProblems(page);
      await use(problems);
      expect(problems, 'errors in the console of the browser').toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens the portal and signs in as one of the sandbox's people, through GitHub's own window. */
export async function signIn(page: Page, login: string): Promise<void> {
  await page.goto('/');
  const popup = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const github = await popup;
  await github.getByRole('button', { name: login, exact: true }).click();
  await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible();
}
