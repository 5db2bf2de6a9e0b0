import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { classifyFailure, lastLines } from './failures.mjs';
import { paths, root } from './paths.mjs';
import { CommandError, progressLine, say } from './terminal.mjs';

/**
 * Runs one program to its end with everything it prints in `.logs/<logName>.log`.
 *
 * @returns {Promise<{ code: number, milliseconds: number, logFile: string, log: () => string }>}
 */
export async function runToLog({
  logName,
  command,
  args,
  cwd = root,
  env,
  signal,
}) {
  mkdirSync(paths.logs, { recursive: true });
  const logFile = join(paths.logs, `${logName}.log`);
  const stream = createWriteStream(logFile);
  const started = Date.now();
  const code = await new Promise(resolve => {
    const child = spawn(command, args, {
      cwd,
      env,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(stream, { end: false });
    child.stderr.pipe(stream, { end: false });
    child.on('error', error => {
      stream.write(`${error.stack}\n`);
      resolve(127);
    });
    child.on('close', (exitCode, exitSignal) => {
      if (exitSignal) {
        stream.write(`Ended by ${exitSignal}\n`);
      }
      resolve(exitCode ?? 1);
    });
  });
  await new Promise(resolve => stream.end(resolve));
  return {
    code,
    milliseconds: Date.now() - started,
    logFile,
    log: () => readFileSync(logFile, 'utf8'),
  };
}

/** Runs a step of the set-up: one line on the terminal, and a message that names the cause when it fails. */
export async function runLogged({ title, ...options }) {
  if (process.stdout.isTTY) {
    say(`  ${title} ... (log in .logs/${options.logName}.log)`);
  }
  const result = await runToLog(options);
  if (result.code === 0) {
    say(progressLine(title, 'done', result.milliseconds));
    return result;
  }
  throw new CommandError(failureMessage(title, result));
}

export function failureMessage(title, { code, log, logFile }) {
  const text = log();
  const cause = classifyFailure(text);
  return [
    `'${title}' failed with exit code ${code}. Log: ${relative(root, logFile)}`,
    cause ? cause.message : lastLines(text),
  ].join('\n');
}
