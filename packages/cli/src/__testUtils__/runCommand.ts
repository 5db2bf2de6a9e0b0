import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** What a run of the command line left behind. */
export interface CommandResult {
  code: number;
  out: string;
  /** The standard output as it is, for pictures. */
  bytes: Buffer;
  err: string;
}

/** Runs the real command, as people do; `input` is its standard input. */
export function runCommand(
  args: string[],
  options: { cwd?: string; env?: Record<string, string>; input?: string } = {},
): Promise<CommandResult> {
  const command = join(
    require.resolve('@openportal/cli/package.json'),
    '..',
    'bin',
    'openportal',
  );
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      [command, ...args],
      {
        cwd: options.cwd,
        encoding: 'buffer',
        maxBuffer: 64 * 1024 * 1024,
        timeout: 100_000,
        env: { ...process.env, NODE_OPTIONS: '', ...options.env },
      },
      (error, stdout, stderr) => {
        const code = error ? error.code : 0;
        resolve({
          code: typeof code === 'number' ? code : -1,
          out: stdout.toString('utf8'),
          bytes: stdout,
          err: stderr.toString('utf8'),
        });
      },
    );
    // It may end before it has read everything.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}
