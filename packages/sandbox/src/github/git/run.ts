import { spawn } from 'node:child_process';

/** A git command that failed, with what it said. */
export class GitCommandError extends Error {
  constructor(
    readonly args: readonly string[],
    readonly exitCode: number,
    readonly stderr: string,
  ) {
    super(`git ${args[0]} ended with ${exitCode}: ${stderr.trim()}`);
  }
}

/** The environment of every git command: no configuration of this machine, no prompts, no ambient repository. */
export function gitEnvironment(
  extra: Record<string, string> = {},
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !name.startsWith('GIT_')) kept[name] = value;
  }
  return {
    ...kept,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    LC_ALL: 'C',
    ...extra,
  };
}

export interface GitOptions {
  input?: Buffer | string;
  env?: Record<string, string>;
  /** Exit codes besides 0 that are an answer, not a failure. */
  answers?: number[];
}

/** Runs git in a repository and collects what it prints. */
export async function git(
  folder: string,
  args: string[],
  options: GitOptions = {},
): Promise<{ stdout: Buffer; exitCode: number }> {
  const child = spawn('git', args, {
    cwd: folder,
    env: gitEnvironment(options.env),
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', chunk => stdout.push(chunk));
  child.stderr.on('data', chunk => stderr.push(chunk));
  // A command that ends without reading its input closes the pipe; its exit code tells the story.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve(code ?? -1));
  });
  if (exitCode !== 0 && !options.answers?.includes(exitCode)) {
    throw new GitCommandError(
      args,
      exitCode,
      Buffer.concat(stderr).toString('utf8'),
    );
  }
  return { stdout: Buffer.concat(stdout), exitCode };
}

/** Runs git and returns its output as text without the last line break. */
export async function gitText(
  folder: string,
  args: string[],
  options: GitOptions = {},
): Promise<string> {
  const { stdout } = await git(folder, args, options);
  return stdout.toString('utf8').replace(/\n$/, '');
}
