import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Knex } from 'knex';

/** A process of its own that migrates. */
export type Replica = {
  /** Settles when the process says this line; fails when it ends without. */
  said(line: string): Promise<void>;
  kill(): Promise<void>;
};

/** Starts a process that migrates a database, or opens it and stays. */
export function startReplica(options: {
  config: Knex.Config;
  directory: string;
  env?: Record<string, string>;
  stays?: boolean;
}): Replica {
  const { config, directory, env, stays } = options;
  const child: ChildProcess = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      stays
        ? require.resolve('./openChild.ts')
        : require.resolve('./migrateChild.ts'),
      JSON.stringify({ config, directory }),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    },
  );
  let output = '';
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const tell = () => waiting.forEach(check => check());
  const { stdout, stderr } = child;
  if (!stdout || !stderr) {
    throw new Error('The process has no output');
  }
  createInterface({ input: stdout }).on('line', line => {
    lines.push(line);
    tell();
  });
  stderr.on('data', chunk => {
    output += chunk;
  });
  child.on('close', () => {
    ended = true;
    tell();
  });
  return {
    said: line =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (lines.includes(line)) {
            resolve();
          } else if (ended) {
            reject(new Error(`It ended without '${line}': ${output}`));
          }
        };
        waiting.add(check);
        check();
      }),
    kill: async () => {
      if (!ended) {
        const closed = once(child, 'close');
        child.kill('SIGKILL');
        await closed;
      }
    },
  };
}
