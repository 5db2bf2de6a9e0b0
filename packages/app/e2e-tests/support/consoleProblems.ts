import { Page } from '@playwright/test';

/**
 * What browsers log although nothing is wrong: before sign-in the portal asks
 * whether there is a session, and the answer is 401.
 */
const EXPECTED = [/auth\/github\/refresh/, /\/\.backstage\/auth\//];

/** Collects errors that a page logs or throws, as long as it lives. */
export function consoleProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(`thrown: ${error.message}`));
  page.on('console', message => {
    const text = `${message.text()} ${message.location().url}`;
    if (
      message.type() === 'error' &&
      !EXPECTED.some(pattern => pattern.test(text))
    ) {
      problems.push(`logged: ${text}`);
    }
  });
  return problems;
}
