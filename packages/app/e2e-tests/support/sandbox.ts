import { readFileSync } from 'node:fs';
import type { SandboxEndpoints } from '@openportal/sandbox';

/** The sandbox that the journeys run on, as `npm run test:e2e` started it. */
export function readSandbox(): SandboxEndpoints {
  const file = process.env.SANDBOX_ENDPOINTS_FILE;
  if (!file) {
    throw new Error(
      'SANDBOX_ENDPOINTS_FILE is not set. Run the journeys with `npm run test:e2e`.',
    );
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The personal GitHub token of a user of the sandbox. */
export function tokenOf(login: string): string {
  const user = readSandbox().users.find(candidate => candidate.login === login);
  if (!user) {
    throw new Error(`The sandbox has no user '${login}'`);
  }
  return user.token;
}
