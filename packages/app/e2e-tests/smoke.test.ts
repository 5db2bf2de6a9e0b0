import { expect, test } from '@playwright/test';
import { signIn } from './signIn';

test('a developer signs in and finds the catalog', async ({ page }) => {
  await signIn(page, 'developer');
  await expect(page.getByRole('link', { name: 'Payments' })).toBeVisible();
});
