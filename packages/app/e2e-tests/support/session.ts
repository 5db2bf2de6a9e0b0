import type { Page } from '@playwright/test';
import { visit } from './visit';

/** How a signed-in person asks the portal's API. */
export interface PortalSession {
  /** Where the API is, for example `http://localhost:7007`. */
  origin: string;
  /** Value of the header `Authorization`. */
  session: string;
}

/** The session of the person who is signed in, read from a request of the page of templates. */
export async function sessionOf(page: Page): Promise<PortalSession> {
  const asked = page.waitForRequest(/\/api\/catalog\//, {
    timeout: 15_000,
  });
  await visit(page, '/create');
  const request = await asked;
  const { authorization: session } = request.headers();
  if (!session) {
    throw new Error(`The portal asked '${request.url()}' without a session`);
  }
  return { origin: new URL(request.url()).origin, session };
}
