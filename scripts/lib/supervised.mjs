import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { classifyFailure, lastLines } from './failures.mjs';
import { paths, root } from './paths.mjs';
import { CommandError } from './terminal.mjs';

// Our own waiting leaves a line for each look, which says nothing to anybody.
const HEALTH_REQUEST = 'GET /.backstage/health/';

const supervisor = fileURLToPath(new URL('./supervise.mjs', import.meta.url));

/**
 * Starts a long-running program under a supervisor, with its output in `.logs/<logName>.log`. `onLine` receives the
 * lines of its standard output instead of the log.
 */
export function startSupervised({
  name,
  logName,
  command,
  args,
  cwd = root,
  env,
  onLine,
}) {
  mkdirSync(paths.logs, { recursive: true });
  const logFile = join(paths.logs, `${logName}.log`);
  const log = openSync(logFile, 'w');
  const child = spawn(process.execPath, [supervisor, command, ...args], {
    cwd,
    env,
    // A group of its own: Ctrl-C reaches only us, and we stop things in order.
    detached: true,
    stdio: ['ignore', onLine ? 'pipe' : log, log, 'ipc'],
  });
  closeSync(log);
  if (onLine) {
    createInterface({ input: child.stdout }).on('line', onLine);
  }
  const exited = new Promise(resolve => {
    child.on('error', () => resolve(127));
    child.on('exit', code => resolve(code ?? 1));
  });
  return {
    name,
    logFile,
    exited,
    /** Stops the program and everything that it started; resolves when all of it is gone. */
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
    /** Ends all of it with SIGKILL, as a crash would. */
    kill: async () => {
      child.send('kill');
      await exited;
    },
  };
}

/** The error that says why a program ended, with the end of its log. */
export function endedError(program, code) {
  return failedError(program, `ended with exit code ${code}`);
}

function failedError({ name, logFile }, what) {
  const text = readFileSync(logFile, 'utf8')
    .split('\n')
    .filter(line => !line.includes(HEALTH_REQUEST))
    .join('\n');
  const cause = classifyFailure(lastLines(text, 60));
  return new CommandError(
    [
      `${name} ${what}. The last lines of ${relative(root, logFile)}:`,
      '',
      lastLines(text),
      ...(cause && cause.kind === 'disk-full' ? ['', cause.message] : []),
    ].join('\n'),
  );
}

/** Waits for `condition`, unless one of the programs ends first. */
export async function whileRunning(processes, condition) {
  const ended = processes.map(process =>
    process.exited.then(code => {
      throw endedError(process, code);
    }),
  );
  return Promise.race([condition, ...ended]);
}

// The end of an uncaught error, and what the backend says before it goes on without its plugins.
const CRASH = /^Node\.js v\d+\.\d+\.\d+$|Backend startup failed/m;
const CRASH_POLL_MILLISECONDS = 500;

/**
 * Throws when the log of a program shows that a Node.js process in it failed to start. A development server outlives
 * the program that it serves, to start it again after the next change, so its own end does not tell.
 */
export async function whenCrashed(program, signal) {
  for (;;) {
    signal.throwIfAborted();
    if (CRASH.test(readFileSync(program.logFile, 'utf8'))) {
      throw failedError(program, 'could not start');
    }
    await wait(CRASH_POLL_MILLISECONDS, undefined, { signal }).catch(() => {});
  }
}
