import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { endedError, startSupervised } from './supervised.mjs';

const supervisedModule = new URL('./supervised.mjs', import.meta.url).href;

/** A program with a child of its own: it starts a grandchild, tells both numbers and runs until it is ended. */
const family = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  console.log(JSON.stringify({ pid: process.pid, grandchild: child.pid }));
  setInterval(() => {}, 1000);
`;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function waitUntilGone(pids) {
  const deadline = Date.now() + 15_000;
  while (pids.some(isAlive) && Date.now() < deadline) {
    await wait(50);
  }
  assert.deepEqual(pids.filter(isAlive), []);
}

for (const [how, verb] of [
  ['stop', 'stops'],
  ['kill', 'kills'],
]) {
  test(`${verb} a program together with what it started`, async () => {
    let tell;
    const told = new Promise(resolve => {
      tell = resolve;
    });
    const program = startSupervised({
      name: 'The family',
      logName: `scripts-test-family-${how}`,
      command: process.execPath,
      args: ['-e', family],
      env: process.env,
      onLine: line => tell(JSON.parse(line)),
    });
    const pids = Object.values(await told);
    await program[how]();
    await waitUntilGone(pids);
  });
}

test('ends a program when its starter is killed', async () => {
  const starter = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { startSupervised } from '${supervisedModule}';
       startSupervised({
         name: 'The family',
         logName: 'scripts-test-orphans',
         command: process.execPath,
         args: ['-e', ${JSON.stringify(family)}],
         env: process.env,
         onLine: line => console.log(line),
       });`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = await once(createInterface({ input: starter.stdout }), 'line');
  starter.kill('SIGKILL');
  await waitUntilGone(Object.values(JSON.parse(line)));
});

test('tells how a program ended and what it said last', async () => {
  const program = startSupervised({
    name: 'The program',
    logName: 'scripts-test-ended',
    command: process.execPath,
    args: ['-e', 'console.error("cannot find the key"); process.exit(3)'],
    env: process.env,
  });
  const code = await program.exited;
  assert.equal(code, 3);
  assert.match(
    endedError(program, code).message,
    /The program ended with exit code 3.*cannot find the key/s,
  );
});
