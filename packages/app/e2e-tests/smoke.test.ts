import { expect, test } from '@playwright/test';
import { signIn } from './signIn';

test('a developer signs in and finds the catalog', async ({ page }) => {
  await signIn(page, 'developer');
  await page.goto('/');
  await expect(
    page.getByRole('link', { name: 'payments', exact: true }),
  ).toBeVisible();
});
