import type { Page } from '@playwright/test';

/**
 * What is logged as an error although nothing is wrong: before sign-in the portal
 * asks whether there is a session, and the answer is 401; the form of a template
 * logs what the person at it has just been told.
 */
const EXPECTED = [/auth\/github\/refresh/, /^Form validation failed/];

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

/** Takes out what a journey has provoked by refusing requests; any other problem still fails it. */
export function forgetRefusals(problems: string[], api: RegExp): void {
  const kept = problems.filter(
    problem => !(/Failed to load resource/.test(problem) && api.test(problem)),
  );
  problems.splice(0, problems.length, ...kept);
}
