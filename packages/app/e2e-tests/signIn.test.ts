import { expect } from '@playwright/test';
import { journey } from './support/journey';
import { look } from './support/look';

journey(
  'a visitor is asked to sign in, and chooses who to be',
  async ({ page }) => {
    await page.goto('/');
    const button = page.getByRole('button', { name: 'Sign in' });
    await expect(button).toBeVisible();
    await look(page, 'sign-in');

    const popup = page.waitForEvent('popup');
    await button.click();
    const github = await popup;
    await expect(
      github.getByRole('heading', { name: 'Sign in as' }),
    ).toBeVisible();
    await look(github, 'choose-a-person');
  },
);
