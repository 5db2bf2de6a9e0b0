#!/usr/bin/env node
/**
 * The way in: `node scripts/bootstrap.mjs <command> [arguments]`, and so every `npm run <command>`. It runs on any
 * Node.js from 20 on, needs nothing installed, and makes sure that the toolchain and the packages are there before the
 * command starts.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commandEnvironment, commands } from './lib/commands.mjs';
import { toolEnvironment } from './lib/environment.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { onAncestorExit } from './lib/ancestors.mjs';
import { paths, root } from './lib/paths.mjs';
import { CommandError, runMain } from './lib/terminal.mjs';
import { ensureToolchain } from './lib/toolchain.mjs';

const [name, ...args] = process.argv.slice(2);

await runMain(async () => {
  const command = Object.hasOwn(commands, name ?? '')
    ? commands[name]
    : undefined;
  if (!command) {
    const known = Object.keys(commands).join(', ');
    throw new CommandError(
      `Unknown command '${name ?? ''}'. Commands: ${known}.`,
      { exitCode: 2 },
    );
  }
  const toolchain = await ensureToolchain();
  await ensureInstalled(toolchain);
  return run(command, toolchain);
});

function run(command, toolchain) {
  const file = fileOf(command);
  if (!existsSync(file)) {
    throw new CommandError(
      `'${file}' is missing. Delete node_modules and run the command again.`,
    );
  }
  const environment = toolEnvironment(process.env, toolchain);
  const child = spawn(
    toolchain.node,
    [file, ...(command.args ?? []), ...args],
    {
      cwd: root,
      env: commandEnvironment(environment, command.environment),
      // The channel tells our own commands when this process is gone, even when it was killed.
      stdio: command.script
        ? ['inherit', 'inherit', 'inherit', 'ipc']
        : 'inherit',
    },
  );
  const forward = signal => child.kill(signal);
  process.on('SIGTERM', forward);
  process.on('SIGHUP', forward);
  // A Ctrl-C reaches the child by itself, as it does every process of the terminal; a 'kill -INT' only reaches us.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) {
      forward('SIGINT');
    }
  });
  const watch = onAncestorExit(() => forward('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      watch.stop();
      resolve(signal ? 1 : code);
    });
  });
}

function fileOf({ script, file, binary }) {
  if (script) {
    return join(root, 'scripts', 'commands', `${script}.mjs`);
  }
  return file ? join(root, file) : join(paths.binaries, binary);
}
