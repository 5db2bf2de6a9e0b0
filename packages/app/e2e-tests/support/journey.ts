import { expect, Page, test as base } from '@playwright/test';
import type { SandboxEndpoints } from '@openportal/sandbox';
import { consoleProblems } from './consoleProblems';
import { readSandbox } from './sandbox';

/** What a journey gets: the sandbox, and a page that must not log errors. */
export const journey = base.extend<{ problems: string[] }, { sandbox: SandboxEndpoints }>({
  sandbox: [
    // Playwright reads the first parameter's pattern to find what a fixture needs.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => use(readSandbox()),
    { scope: 'worker' },
  ],
  problems: [
    async ({ page }, use) => {
      const problems = consoleProblems(page);
      await use(problems);
      expect(problems, 'errors in the console of the browser').toEqual([]);
    },
    { auto: true },
  ],
});

/** Signs in with GitHub as one of the users of the sandbox. */
export async function signIn(page: Page, login: string): Promise<void> {
  await page.goto('/');
  const popupOpened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign In' }).click();
  const popup = await popupOpened;
  await popup.getByRole('button', { name: login, exact: false }).first().click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
}
