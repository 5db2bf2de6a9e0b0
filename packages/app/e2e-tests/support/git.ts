import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readSandbox, tokenOf } from './sandbox';

const run = promisify(execFile);

/**
 * Changes a repository as a person does at a terminal: clone, change, commit,
 * push to `main`.
 */
export async function pushByHand(options: {
  login: string;
  repository: string;
  message: string;
  /** Writes files into the clone. */
  change: (folder: string) => Promise<void>;
}): Promise<void> {
  const { login, repository, message, change } = options;
  const { url, organization } = readSandbox().github;
  const remote = new URL(`${url}/${organization}/${repository}.git`);
  remote.username = login;
  remote.password = tokenOf(login);
  const folder = await mkdtemp(join(tmpdir(), 'openportal-journey-'));
  const git = (...args: string[]) =>
    run('git', [
      ...['-C', folder, '-c', `user.name=${login}`],
      ...['-c', `user.email=${login}@example.com`, ...args],
    ]);
  try {
    await git('clone', '--quiet', remote.href, '.');
    await change(folder);
    await git('add', '.');
    await git('commit', '--quiet', '--message', message);
    await git('push', '--quiet', 'origin', 'HEAD:main');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
