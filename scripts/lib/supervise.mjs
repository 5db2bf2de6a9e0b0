/**
 * Runs one program in a process group of its own and ends the whole group when its own starter is gone: the channel to
 * the starter closes even when that was killed. Usage: node supervise.mjs PROGRAM [ARGUMENTS], with an IPC channel.
 */
import { spawn } from 'node:child_process';

const GRACE_MILLISECONDS = 8_000;

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, {
  detached: true,
  stdio: ['pipe', 'inherit', 'inherit'],
});
let stopping = false;

function signalGroup(signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is empty already.
  }
}

function stop() {
  if (stopping) {
    return;
  }
  stopping = true;
  signalGroup('SIGTERM');
  setTimeout(() => signalGroup('SIGKILL'), GRACE_MILLISECONDS).unref();
}

child.on('error', error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  // What the program left behind in its group has nobody to end it but us.
  signalGroup('SIGKILL');
  process.exit(signal && !stopping ? 1 : code ?? 0);
});

// As a crash or a power cut would end it: at once, with no chance to tidy up.
process.on('message', message => {
  if (message === 'kill') {
    signalGroup('SIGKILL');
  }
});
process.on('disconnect', stop);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('SIGHUP', stop);
