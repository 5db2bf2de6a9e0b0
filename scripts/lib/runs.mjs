import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { paths } from './paths.mjs';
import { CommandError } from './terminal.mjs';

/** Set in the environment of every process of a run, so that a later run can tell which processes are really ours. */
const MARKER = 'OPENPORTAL_RUN';
const NOTICE_MILLISECONDS = 4_000;
const recordFile = join(paths.data, 'run.json');

/** Gives this process and its children a run of their own. */
export function beginRun() {
  const id = randomUUID();
  process.env[MARKER] = id;
  mkdirSync(paths.data, { recursive: true });
  writeFileSync(recordFile, JSON.stringify({ id, pid: process.pid }));
  return { end: () => rmSync(recordFile, { force: true }) };
}

/**
 * Clears what an earlier run left: refuses while it is still running, otherwise waits for its processes, which stop by
 * themselves, and ends those that do not.
 */
export async function clearEarlierRun({ patience = 12_000 } = {}) {
  const record = readRecord();
  if (!record) {
    return;
  }
  if (await staysRunning(record.pid)) {
    throw new CommandError(
      `OpenPortal is already running in this folder (process ${record.pid}). Stop it with Ctrl-C in its terminal, or with 'kill ${record.pid}'.`,
    );
  }
  const deadline = Date.now() + patience;
  let left = processesOfRun(record.id);
  while (left.length > 0 && Date.now() < deadline) {
    await wait(250);
    left = processesOfRun(record.id);
  }
  for (const pid of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended on its own in the meantime.
    }
  }
  rmSync(recordFile, { force: true });
}

/** Whether an earlier run goes on. One whose npm was killed a moment ago needs a second to notice. */
async function staysRunning(pid) {
  const deadline = Date.now() + NOTICE_MILLISECONDS;
  while (isAlive(pid) && isOurCommand(pid)) {
    if (Date.now() > deadline) {
      return true;
    }
    await wait(250);
  }
  return false;
}

function readRecord() {
  try {
    const { id, pid } = JSON.parse(readFileSync(recordFile, 'utf8'));
    return typeof id === 'string' && typeof pid === 'number'
      ? { id, pid }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A process number is used again sooner or later, so the number alone proves nothing. */
function isOurCommand(pid) {
  return commandLine(pid).includes(join('scripts', 'commands', 'start.mjs'));
}

function commandLine(pid) {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], {
          encoding: 'utf8',
        });
  } catch {
    return '';
  }
}

function processesOfRun(id) {
  const marker = `${MARKER}=${id}`;
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter(
        name => /^\d+$/.test(name) && environmentOf(name).includes(marker),
      )
      .map(Number);
  }
  return execFileSync('ps', ['-axEww', '-o', 'pid=,command='], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter(line => line.includes(marker))
    .map(line => Number.parseInt(line, 10));
}

function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // Another user's process, or one that ended.
    return '';
  }
}
