import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { chooseTheme } from './appearance';

const SERIOUS = ['serious', 'critical'];

/**
 * Findings in pages that Backstage draws, by rule and element, so that a new
 * finding in the same page still fails.
 */
const NOT_OURS = [
  // Template cards of the scaffolder plugin: a link without text inside a button.
  { id: 'link-name', where: /#viewDetail-template/ },
  { id: 'nested-interactive', where: /#viewDetail-template/ },
  // Tabs in the header of Backstage UI name a panel that the scaffolder does not draw.
  { id: 'aria-valid-attr-value', where: /^#react-aria[^ ]*-tab-[a-z-]+$/ },
  // The page of a task in the scaffolder plugin: its progress bar, and a button above its log.
  { id: 'aria-progressbar-name', where: /^\.MuiLinearProgress-root$/ },
  { id: 'button-name', where: /MuiIconButton-sizeSmall.*:nth-child\(2\)$/ },
  // The wizard of the scaffolder: the color of errors in its form.
  { id: 'color-contrast', where: /^#root_\w+__error$/ },
  // Tables of the core components: a sort button around a draggable element.
  { id: 'nested-interactive', where: /\.MuiTableSortLabel-root/ },
];

/** Lines of the log viewer of the core components: their roles and colors are its own. */
const LOG_LINES = 'div:has(> a[href*="#line-"])';

/** Toasts of Backstage: their text fades in, and both lines are fainter than their background allows. */
const TOASTS = '[class*="Toast_toast__"]';

/** What React Aria tells screen readers stays in the page after the control it was about is gone. */
const ANNOUNCEMENTS = '[data-live-announcer]';

/**
 * Looks at a page as it is now: keeps a picture of it, and fails on serious
 * findings of axe. A finding does not end the journey, so that one run shows all.
 */
export async function look(page: Page, name: string): Promise<void> {
  await finishAnimations(page);
  const path = test.info().outputPath(`${name}.png`);
  await page.screenshot({ path, fullPage: true });
  const { violations } = await new AxeBuilder({ page })
    // Without another page that puts the findings of frames together: ours have none.
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa'])
    .exclude(LOG_LINES)
    .exclude(TOASTS)
    .exclude(ANNOUNCEMENTS)
    .analyze();
  const findings = violations
    .filter(({ impact }) => SERIOUS.includes(impact ?? ''))
    .flatMap(({ id, help, nodes }) =>
      nodes.map(node => ({ id, help, where: node.target.join(' ') })),
    )
    .filter(
      ({ id, where }) =>
        !NOT_OURS.some(known => known.id === id && known.where.test(where)),
    );
  expect.soft(findings, `findings of axe on '${name}'`).toEqual([]);
}

/** Looks at a page of which a part, or all of it, must not be wider than its place. */
export async function lookAndFit(
  page: Page,
  name: string,
  part: Locator = page.locator('html'),
): Promise<void> {
  await look(page, name);
  await expect
    .configure({ soft: true })
    .poll(() => part.evaluate(findBeyondEdge), {
      message: `what of '${name}' is beyond the edge`,
      // A page that was drawn anew a moment ago may still move. What is too wide stays so.
      timeout: 3_000,
    })
    .toEqual([]);
}

/** What makes a part wider than its place: the innermost elements, and by how many pixels. */
function findBeyondEdge(part: Element): string[] {
  const { scrollWidth, clientWidth } = part;
  if (scrollWidth <= clientWidth) {
    return [];
  }
  const edge = part.getBoundingClientRect().left + clientWidth;
  const found = [...part.querySelectorAll('*')]
    .map(element => ({
      element,
      beyond: element.getBoundingClientRect().right - edge,
    }))
    .filter(({ beyond }) => beyond > 0.5)
    .filter(({ element }, _, all) =>
      all.every(other => other.element.parentElement !== element),
    )
    .map(
      ({ element, beyond }) =>
        `${element.tagName}.${element.className} by ${Math.round(beyond)} px`,
    );
  return [`${scrollWidth - clientWidth} px`, ...found.slice(0, 10)];
}

/** A dialog that is still fading in has colors of its own. */
async function finishAnimations(page: Page): Promise<void> {
  await page.evaluate(() =>
    document
      .getAnimations()
      .filter(
        ({ effect, timeline }) =>
          effect?.getComputedTiming().endTime !== Infinity &&
          // What follows the scroll position, as the edges of a card, is where it should be.
          timeline instanceof DocumentTimeline,
      )
      .forEach(animation => animation.finish()),
  );
}

const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1440, height: 900 };

/**
 * Looks at a page on a phone in the dark, then on a wide screen in the light, where the journey goes on. Another theme
 * draws the page anew, so it is looked at when what it is about is there again.
 */
export async function lookInBothForms(
  page: Page,
  name: string,
  about: Locator,
): Promise<void> {
  // In another width something else would lie under the pointer.
  await page.mouse.move(0, 0);
  for (const { form, size, theme } of [
    { form: 'narrow-dark', size: NARROW, theme: 'dark' },
    { form: 'wide', size: WIDE, theme: 'light' },
  ]) {
    await page.setViewportSize(size);
    await chooseTheme(page, theme);
    await expect(about).toBeVisible();
    await lookAndFit(page, `${name}-${form}`);
  }
}

/** Looks at a dialog on a phone and on a wide screen, in the theme that is chosen: another one would close it. */
export async function lookInBothWidths(
  page: Page,
  name: string,
): Promise<void> {
  for (const { form, size } of [
    { form: 'narrow', size: NARROW },
    { form: 'wide', size: WIDE },
  ]) {
    await page.setViewportSize(size);
    // A menu that was left a moment ago is a dialog too, until it has faded.
    await expect(page.locator('section[role="dialog"]')).toBeVisible();
    await lookAndFit(page, `${name}-${form}`);
  }
}
