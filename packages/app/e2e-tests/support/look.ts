import AxeBuilder from '@axe-core/playwright';
import { expect, Page, TestInfo } from '@playwright/test';

/**
 * Parts of pages that Backstage draws and that have findings of their own. They
 * are left out by selector, so that a new finding in the same page still fails.
 */
const NOT_OURS: string[] = [];

const SERIOUS = ['serious', 'critical'];

/**
 * Looks at a page as it is now: keeps a picture of it, and fails on serious
 * findings of axe. The heading proves that the page is the one that was meant,
 * since an empty page has no findings.
 */
export async function look(
  page: Page,
  testInfo: TestInfo,
  name: string,
): Promise<void> {
  await testInfo.attach(name, {
    body: await page.screenshot({
      path: testInfo.outputPath(`${name}.png`),
      fullPage: true,
    }),
    contentType: 'image/png',
  });
  let axe = new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']);
  for (const selector of NOT_OURS) {
    axe = axe.exclude(selector);
  }
  const { violations } = await axe.analyze();
  expect(
    violations
      .filter(({ impact }) => SERIOUS.includes(impact ?? ''))
      .map(({ id, help, nodes }) => ({
        id,
        help,
        where: nodes.map(node => node.target.join(' ')),
      })),
    `findings of axe on '${name}'`,
  ).toEqual([]);
}
