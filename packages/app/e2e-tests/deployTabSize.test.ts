import { expect, type Page, type Response } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { openDeployTab, tile } from './support/deployTab';
import { journey, signIn } from './support/journey';

const LIMIT_BYTES = 150_000;

/** What belongs to the tab, as source maps name it. */
const OWN_SOURCES = /plugins\/deploy(-common)?\/src\//;

journey(
  'the Deploy tab loads less than 150 kB of its own',
  async ({ page }) => {
    await signIn(page, 'developer');
    const loaded: Response[] = [];
    page.on('response', response => {
      if (new URL(response.url()).pathname.endsWith('.js')) {
        loaded.push(response);
      }
    });
    await openDeployTab(page, 'payments');
    await expect(tile(page, 'qa')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'History' })).toBeVisible();

    const initial = await initialScripts(page);
    const own: Record<string, number> = {};
    for (const response of loaded) {
      const { pathname } = new URL(response.url());
      if (!initial.has(pathname) && (await isOwn(page, response))) {
        own[pathname] = gzipSync(await response.body()).length;
      }
    }
    // Its code is in chunks of its own: none would mean that this looks at the wrong files.
    expect(Object.keys(own)).not.toEqual([]);
    const total = Object.values(own).reduce((sum, size) => sum + size, 0);
    expect(total, JSON.stringify(own)).toBeLessThan(LIMIT_BYTES);
  },
);

/** The scripts that every page of the portal loads. */
async function initialScripts(page: Page): Promise<Set<string>> {
  const html = await (await page.request.get('/')).text();
  return new Set(
    [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map(found => found[1]),
  );
}

/** Whether a chunk has code of the tab, so that all of it counts. */
async function isOwn(page: Page, response: Response): Promise<boolean> {
  const map = await page.request.get(`${response.url()}.map`);
  if (!map.ok()) {
    // A chunk of licenses or data alone has no map.
    return false;
  }
  const { sources } = (await map.json()) as { sources: string[] };
  return sources.some(source => OWN_SOURCES.test(source));
}
