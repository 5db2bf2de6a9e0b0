import type { Page, Route } from '@playwright/test';

/** Puts the API back as it was. */
export type Undo = () => Promise<void>;

/**
 * Lets requests to the deploy API wait, to see what a page shows meanwhile.
 *
 * @param path - what the path below `/api/deploy` matches
 */
export async function holdAnswers(page: Page, path: RegExp): Promise<Undo> {
  let release: () => void = () => {};
  const held = new Promise<void>(resolve => {
    release = resolve;
  });
  const remove = await onRequests(page, path, async route => {
    await held;
    await route.fallback();
  });
  return async () => {
    release();
    await remove();
  };
}

/** Refuses requests to the deploy API, as the portal words it. */
export async function refuseAnswers(
  page: Page,
  path: RegExp,
  refusal: { status: number; name: string; message: string; code?: string },
): Promise<Undo> {
  const { status, ...error } = refusal;
  return onRequests(page, path, route =>
    route.fulfill({ status, json: { error } }),
  );
}

/** Changes what the deploy API answers, for what no portal comes to while a journey waits. */
export async function changeAnswers<T>(
  page: Page,
  path: RegExp,
  change: (answer: T) => T,
): Promise<Undo> {
  return onRequests(page, path, async route => {
    const response = await route.fetch();
    const answer: T = await response.json();
    await route.fulfill({ response, json: change(answer) });
  });
}

async function onRequests(
  page: Page,
  path: RegExp,
  answer: (route: Route) => Promise<void>,
): Promise<Undo> {
  const isMeant = ({ pathname }: URL) =>
    pathname.startsWith('/api/deploy/') &&
    path.test(pathname.slice('/api/deploy'.length));
  const handler = (route: Route) =>
    // Who leaves a page takes the question back.
    answer(route).catch(error => {
      if (!page.isClosed() && !isOver(error)) {
        throw error;
      }
    });
  await page.route(isMeant, handler);
  return () => page.unroute(isMeant, handler);
}

function isOver(error: unknown): boolean {
  return /disposed|closed|already handled|ECONNRESET/i.test(String(error));
}
