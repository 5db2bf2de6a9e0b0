import { Octokit } from '@octokit/rest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFaultSwitches, openStore, type FaultSwitches } from '../../core';
import type { GitHubSandbox } from '../GitHubSandbox';
import { startGitHub } from '../startGitHub';
import { ResponseChecker } from './responseChecker';

let sharedChecker: ResponseChecker | undefined;

/** The checker takes a second to read the description; one serves all tests of a file. */
export function responseChecker(): ResponseChecker {
  sharedChecker ??= new ResponseChecker();
  return sharedChecker;
}

export interface TestGitHub {
  github: GitHubSandbox;
  faults: FaultSwitches;
  /** The real client, as somebody; every answer it gets is checked against GitHub's description. */
  as(login: string): Octokit;
  octokit(token: string | undefined): Octokit;
  /** Throws when there was an answer that GitHub would never have given, or a failure that nobody expected. */
  assertClean(): void;
  /** Starts again on the same data, as after a kill: nothing is closed in order. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

interface HookOptions {
  method?: string;
  url?: string;
}

export async function startTestGitHub(): Promise<TestGitHub> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-github-'));
  const faults = createFaultSwitches();
  const checker = responseChecker();
  const problems: string[] = [];
  const failures: unknown[] = [];
  const open = async () => {
    const store = openStore(join(folder, 'store.sqlite'));
    const github = await startGitHub({
      store,
      folder: join(folder, 'github'),
      faults,
      onFailure: error => failures.push(error),
    });
    return { store, github };
  };
  const opened = [await open()];
  const current = () => opened[opened.length - 1].github;

  const check = (
    { method = 'GET', url = '' }: HookOptions,
    status: number,
    body: unknown,
  ) => {
    if (!url.startsWith('/') || url === '/graphql') return;
    // Template operators are Octokit's own affair: {+path} is {path} in the description.
    const path = url.replace(/\{[+/]/g, '{');
    problems.push(
      ...checker.check({ method: method.toLowerCase(), path, status, body }),
    );
  };
  const octokit = (token: string | undefined) => {
    const client = new Octokit({
      auth: token,
      baseUrl: current().apiUrl,
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    client.hook.after('request', (response, options) =>
      check(options, response.status, response.data),
    );
    client.hook.error('request', (error, options) => {
      if ('status' in error && 'response' in error && error.response) {
        const { status, data } = error.response as {
          status: number;
          data: unknown;
        };
        // Any operation may be refused for want of credentials, whether it is described or not.
        if (![304, 401].includes(status)) check(options, status, data);
      }
      throw error;
    });
    return client;
  };

  return {
    get github() {
      return current();
    },
    faults,
    octokit,
    as: login => octokit(current().tokenOf(login)),
    assertClean: () => {
      const found = [...problems.splice(0), ...failures.splice(0)];
      if (found.length > 0) throw new Error(found.map(String).join('\n'));
    },
    restart: async () => {
      opened.push(await open());
    },
    close: async () => {
      for (const { github, store } of opened) {
        await github.close();
        store.close();
      }
      rmSync(folder, { recursive: true });
    },
  };
}

/** A small world: two people with rights, one who may only read, a repository with a file. */
export async function seedSmallWorld(github: GitHubSandbox): Promise<void> {
  github.ensureUser({ login: 'developer', email: 'developer@example.com' });
  github.ensureUser({ login: 'approver', email: 'approver@example.com' });
  github.ensureUser({ login: 'reader', email: 'reader@example.com' });
  github.ensureTeam({ slug: 'team-alpha', members: ['developer', 'approver'] });
  await github.createRepository({
    owner: 'sandbox',
    name: 'service',
    visibility: 'private',
    description: 'A service',
    allowAutoMerge: true,
    actor: 'openportal[bot]',
  });
  github.grantTeam('sandbox', 'service', 'team-alpha', 'write');
  await github.seedCommit({
    owner: 'sandbox',
    name: 'service',
    message: 'Start',
    author: 'developer',
    files: { 'README.md': '# Service\n', 'deploy/app.yaml': 'image: a:1\n' },
  });
}
