/** `npm test`: everything that a change must pass, in one run. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { helpText, readArguments } from '../lib/arguments.mjs';
import { commandEnvironment } from '../lib/commands.mjs';
import { requireDiskSpace } from '../lib/disk.mjs';
import { classifyFailure, lastLines } from '../lib/failures.mjs';
import { paths, root } from '../lib/paths.mjs';
import { startPostgres } from '../lib/postgres.mjs';
import { totalLine } from '../lib/results.mjs';
import { runSteps } from '../lib/schedule.mjs';
import { stopRequested } from '../lib/stopping.mjs';
import { startSupervised } from '../lib/supervised.mjs';
import { CommandError, progressLine, runMain, say } from '../lib/terminal.mjs';
import { selectSteps, testGroups } from '../lib/testSteps.mjs';

const CAPACITY = 2;

const options = {
  only: { type: 'string', describe: 'Runs one part', values: testGroups },
};

await runMain(async () => {
  const flags = readArguments(process.argv.slice(2), {
    command: 'npm test',
    options,
  });
  if (flags.help) {
    say(helpText('npm test', options));
    return 0;
  }
  mkdirSync(paths.logs, { recursive: true });
  requireDiskSpace(paths.logs, 2, 'a test run');

  const active = new Set();
  const outcomes = [];
  const finished = runSteps(selectSteps(flags.only), {
    capacity: CAPACITY,
    run: async step => {
      const outcome = await runStep(step, active);
      outcomes.push(outcome);
      say(
        progressLine(
          step.name,
          outcome.failed > 0 ? 'FAILED' : 'passed',
          outcome.milliseconds,
        ),
      );
      return outcome.failed > 0 ? 'failed' : 'passed';
    },
    onSkip: step => say(progressLine(step.name, 'skipped', 0)),
  });

  const interrupted = stopRequested().then(() => true);
  if (await Promise.race([finished.then(() => false), interrupted])) {
    await Promise.all([...active].map(process => process.stop()));
    throw new CommandError('The test run was interrupted.', { exitCode: 130 });
  }

  for (const outcome of outcomes.filter(({ failed }) => failed > 0)) {
    say(failureText(outcome));
  }
  say(`\n${totalLine(outcomes)}`);
  return outcomes.some(({ failed }) => failed > 0) ? 1 : 0;
});

async function runStep(step, active) {
  const started = Date.now();
  const logName = `test-${
    step.group === 'static'
      ? step.name.toLowerCase().replace(/ /g, '-')
      : step.group
  }`;
  let postgres;
  try {
    if (step.database) {
      postgres = await startPostgres({ logName: 'test-postgres' });
      active.add(postgres.process);
    }
    if (step.reportFile) {
      rmSync(step.reportFile, { force: true });
    }
    const program = startSupervised({
      name: step.name,
      logName,
      command: process.execPath,
      args: step.args,
      env: {
        ...commandEnvironment(process.env, step.environment),
        ...(postgres && {
          BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING:
            postgres.connectionString,
        }),
      },
    });
    active.add(program);
    const code = await program.exited;
    active.delete(program);
    return {
      ...readOutcome(step, code, program.logFile),
      name: step.name,
      logFile: program.logFile,
      milliseconds: Date.now() - started,
    };
  } catch (error) {
    return {
      name: step.name,
      passed: 0,
      failed: 1,
      failures: [error.message],
      milliseconds: Date.now() - started,
    };
  } finally {
    await postgres?.process.stop();
    active.delete(postgres?.process);
  }
}

/** Tests are counted one by one. A step without tests, or one that fails beside its tests, counts as one failure. */
function readOutcome(step, code, logFile) {
  const log = readFileSync(logFile, 'utf8');
  const failedStep = () => ({ passed: 0, failed: 1, failures: [explain(log)] });
  if (!step.report) {
    return code === 0 ? { passed: 0, failed: 0, failures: [] } : failedStep();
  }
  let result;
  try {
    result = step.report(log);
  } catch {
    // Without a report the runner did not get as far as its first test.
    return failedStep();
  }
  if (result.failed === 0 && (code !== 0 || result.passed === 0)) {
    const reason = code === 0 ? 'No test was run.' : explain(log);
    return { ...result, failed: 1, failures: [reason] };
  }
  return result;
}

function explain(log) {
  const cause = classifyFailure(lastLines(log, 200));
  return [
    lastLines(log),
    ...(cause?.kind === 'disk-full' ? [cause.message] : []),
  ].join('\n');
}

function failureText({ name, logFile, failures }) {
  const where = logFile ? `, log in ${relative(root, logFile)}` : '';
  return [`\n--- ${name}${where}`, ...failures.slice(0, 20)].join('\n');
}
