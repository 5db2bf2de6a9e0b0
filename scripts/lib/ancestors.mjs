import { readFileSync } from 'node:fs';

const shells = new Set(['sh', 'dash', 'bash', 'ash', 'zsh']);

/**
 * Calls back once when the npm or Yarn that started this process is gone, which a killed npm cannot tell itself. A
 * process that was started directly is not tied to its shell: it may be meant to go on in the background.
 */
export function onAncestorExit(callback, environment = process.env) {
  const watched = environment.npm_lifecycle_event ? runnerProcesses() : [];
  if (watched.length === 0) {
    return { stop: () => {} };
  }
  const timer = setInterval(() => {
    if (watched.some(({ pid, parent }) => parentOf(pid) !== parent)) {
      clearInterval(timer);
      callback();
    }
  }, 500);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** This process and the shells between it and npm, each with the parent that it has now. */
function runnerProcesses() {
  const result = [];
  let pid = process.pid;
  let parent = process.ppid;
  while (parent > 1) {
    result.push({ pid, parent });
    if (!shells.has(nameOf(parent))) {
      break;
    }
    pid = parent;
    parent = parentOf(pid) ?? 0;
  }
  return result;
}

function parentOf(pid) {
  if (pid === process.pid) {
    return process.ppid;
  }
  return statusOf(pid)?.parent;
}

function nameOf(pid) {
  return statusOf(pid)?.name;
}

function statusOf(pid) {
  try {
    return parseStatus(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Name and parent of a process from /proc/<pid>/stat, whose second field may contain spaces. */
export function parseStatus(text) {
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  return {
    name: text.slice(text.indexOf('(') + 1, end),
    parent: Number(fields[1]),
  };
}
