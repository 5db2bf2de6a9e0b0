import { expect } from '@playwright/test';
import { readSandbox } from './sandbox';

/** Lets a service of the sandbox refuse what is asked below a path, until {@link repairEverything}. */
export async function refuseRequests(
  service: string,
  path: string,
  status: number,
): Promise<void> {
  await postToConsole('/faults', {
    service,
    path,
    method: '',
    kind: 'status',
    status: String(status),
  });
}

/** Takes all faults back. */
export async function repairEverything(): Promise<void> {
  await postToConsole('/faults/clear', {});
}

async function postToConsole(
  path: string,
  form: Record<string, string>,
): Promise<void> {
  const { url } = readSandbox().console;
  const response = await fetch(new URL(path, url), {
    method: 'POST',
    headers: { Origin: new URL(url).origin },
    body: new URLSearchParams(form),
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
  });
  // The console says on the next page how it went.
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toContain('?done=');
}
