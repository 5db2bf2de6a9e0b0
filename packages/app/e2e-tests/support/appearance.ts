import { expect, type Page } from '@playwright/test';

/** The choice of the settings page, where Backstage keeps it; an open page follows at once. */
export async function chooseTheme(page: Page, theme: string): Promise<void> {
  await page.evaluate(value => {
    window.localStorage.setItem('theme', value);
    // Browsers tell other windows only.
    window.dispatchEvent(new StorageEvent('storage', { key: 'theme' }));
  }, theme);
  await expect(page.locator('body')).toHaveAttribute('data-theme-mode', theme);
}
