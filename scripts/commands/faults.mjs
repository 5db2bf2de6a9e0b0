/** `yarn test:faults`: the tests that break things on purpose, in process and with whole processes. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chooseFaultTests, faultTestFiles } from '../lib/faultTests.mjs';
import { commandEnvironment, jestEnvironment } from '../lib/commands.mjs';
import { paths, root } from '../lib/paths.mjs';
import { startPostgres } from '../lib/postgres.mjs';
import { stopRequested } from '../lib/stopping.mjs';
import { startSupervised } from '../lib/supervised.mjs';
import { CommandError, progressLine, runMain, say } from '../lib/terminal.mjs';

await runMain(async () => {
  const processes = [];
  const stop = stopRequested().then(() => 130);
  const tests = runAll(processes, process.argv.slice(2));
  tests.catch(() => {});
  try {
    return await Promise.race([tests, stop]);
  } finally {
    await Promise.all(processes.map(process => process.stop()));
  }
});

async function runAll(processes, jestArguments) {
  const { patterns, ofProcesses, options } = chooseFaultTests(jestArguments, {
    inProcess: faultTestFiles().filter(file => !file.endsWith('.mjs')),
    ofProcesses: readdirSync(join(root, 'scripts', 'faults'))
      .filter(name => name.endsWith('.test.mjs'))
      .map(name => join('scripts', 'faults', name)),
  });
  if (patterns.length + ofProcesses.length === 0) {
    throw new CommandError(
      `No test of faults is in a file called like '${jestArguments.join(
        "' or '",
      )}'. docs/faults.md names them all.`,
      { exitCode: 2 },
    );
  }
  const postgres = await startPostgres({ logName: 'faults-postgres' });
  processes.push(postgres.process);
  const env = {
    ...commandEnvironment(process.env, jestEnvironment),
    CI: 'true',
    BACKSTAGE_TEST_DISABLE_DOCKER: '1',
    BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING:
      postgres.connectionString,
  };
  const codes = [0];
  if (patterns.length > 0) {
    codes.push(
      await runStep(processes, {
        name: 'Faults in process',
        logName: 'faults-jest',
        args: [
          join(paths.binaries, 'backstage-cli'),
          'repo',
          'test',
          '--watchAll=false',
          '--maxWorkers=2',
          ...patterns.map(pattern => `--testPathPatterns=${pattern}`),
          ...options,
        ],
        env,
      }),
    );
  }
  if (ofProcesses.length > 0) {
    codes.push(
      await runStep(processes, {
        name: 'Faults of processes',
        logName: 'faults-processes',
        args: [
          '--test',
          '--test-concurrency=1',
          '--test-reporter=tap',
          ...ofProcesses.map(file => join(root, file)),
        ],
        env,
      }),
    );
  }
  return Math.max(...codes);
}

async function runStep(processes, { name, ...options }) {
  const started = Date.now();
  const step = startSupervised({ name, command: process.execPath, ...options });
  processes.push(step);
  const code = await step.exited;
  const result = code === 0 ? 'passed' : 'FAILED';
  say(progressLine(name, result, Date.now() - started));
  if (code !== 0) {
    say(`  Log: .logs/${options.logName}.log`);
  }
  return code;
}
