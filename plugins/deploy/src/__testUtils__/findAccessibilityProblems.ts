import { run } from 'axe-core';

/** What React Aria tells screen readers stays in the page after the control it was about is gone. */
const ANNOUNCEMENTS = '[data-live-announcer]';

/**
 * What axe finds in the page as it is now, each as rule and element. Colors
 * need a browser, and are looked at in the journeys.
 */
export async function findAccessibilityProblems(): Promise<string[]> {
  const { violations } = await run(
    { include: ['body'], exclude: [ANNOUNCEMENTS] },
    {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
      rules: { 'color-contrast': { enabled: false } },
    },
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html}`),
  );
}
