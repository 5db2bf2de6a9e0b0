import type { Locator, Page } from '@playwright/test';
import { join } from 'node:path';

/**
 * Keeps a picture for the documentation when the journeys run with `--pictures`.
 *
 * @param part - what it shows: the window, or an element however tall
 * @param name - path below `docs/images`, without `.png`
 */
export async function keepPicture(
  part: Page | Locator,
  name: string,
): Promise<void> {
  const folder = process.env.PICTURES_FOLDER;
  if (folder) {
    await part.screenshot({
      path: join(folder, `${name}.png`),
      animations: 'disabled',
      // The navigation of phones lies over what is taller than the window.
      style: '[data-testid="mobile-sidebar-root"] { display: none }',
    });
  }
}

/** The page of an order without the navigation around it. */
export function orderOn(page: Page): Locator {
  return page
    .locator('div')
    .filter({ has: page.getByRole('heading', { level: 2 }) })
    .filter({ has: page.getByRole('list', { name: 'Layers' }) })
    .last();
}
