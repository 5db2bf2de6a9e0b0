import type { Page } from '@playwright/test';

/**
 * Goes to another page within the portal. Loading it anew while it still looks after its session would break that off,
 * and Backstage forgets then who was signed in.
 */
export async function visit(page: Page, address: string): Promise<void> {
  await page.evaluate(to => {
    window.history.pushState({}, '', to);
    window.dispatchEvent(new PopStateEvent('popstate', { state: {} }));
  }, address);
}
