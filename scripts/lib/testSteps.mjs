import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiReportOptions } from './commands.mjs';
import { paths, root } from './paths.mjs';
import {
  readJestReport,
  readPlaywrightReport,
  readTapReport,
} from './results.mjs';

const binary = name => join(paths.binaries, name);
const script = name => join(root, 'scripts', 'commands', `${name}.mjs`);
const jestReport = join(paths.logs, 'test-unit.json');
const journeysReport = join(paths.logs, 'e2e', 'report.json');
const readJson = file => JSON.parse(readFileSync(file, 'utf8'));

/** The parts of a test run that `--only` can name. */
export const testGroups = ['static', 'unit', 'build', 'faults', 'e2e'];

/**
 * Every step of `npm test`, heavy ones first where they are independent. `weight` is the number of cores a step keeps
 * busy. `report` reads how many tests a step ran; the others pass or fail as a whole.
 */
export const testSteps = [
  {
    name: 'types',
    group: 'static',
    // The API reports read what this writes, and a build on top of an earlier one orders types differently.
    args: [binary('tsc'), '--incremental', 'false'],
    environment: { NODE_OPTIONS: '--max-old-space-size=4096' },
  },
  {
    name: 'lint',
    group: 'static',
    args: [binary('backstage-cli'), 'repo', 'lint', '--max-warnings', '0'],
    environment: { NODE_OPTIONS: '--max-old-space-size=4096' },
  },
  {
    name: 'formatting',
    group: 'static',
    args: [binary('prettier'), '--check', '.'],
  },
  {
    name: 'unused code',
    group: 'static',
    args: [binary('knip'), '--no-config-hints'],
  },
  { name: 'configuration', group: 'static', args: [script('configCheck')] },
  {
    name: 'package metadata',
    group: 'static',
    args: [binary('backstage-cli'), 'repo', 'fix', '--publish', '--check'],
  },
  {
    name: 'API reports',
    group: 'static',
    needs: ['types'],
    args: [
      binary('backstage-repo-tools'),
      'api-reports',
      '--ci',
      ...apiReportOptions,
    ],
    environment: { NODE_OPTIONS: '--max-old-space-size=4096' },
  },
  {
    name: 'scripts',
    group: 'static',
    args: [script('testScripts')],
    report: log => readTapReport(log),
  },
  {
    name: 'unit and integration',
    group: 'unit',
    weight: 2,
    database: true,
    args: [
      binary('backstage-cli'),
      'repo',
      'test',
      '--watchAll=false',
      '--maxWorkers=2',
      '--json',
      `--outputFile=${jestReport}`,
    ],
    environment: {
      CI: 'true',
      NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
      // A test that asks for a database which is not there shall not look for a container engine.
      BACKSTAGE_TEST_DISABLE_DOCKER: '1',
    },
    reportFile: jestReport,
    report: () => readJestReport(readJson(jestReport)),
  },
  {
    name: 'production build',
    group: 'build',
    weight: 2,
    // The packages take their types from the compiler's output.
    needs: ['types'],
    args: [binary('backstage-cli'), 'repo', 'build', '--all'],
    environment: { NODE_OPTIONS: '--max-old-space-size=4096' },
  },
  {
    name: 'faults of processes',
    group: 'faults',
    args: [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=tap',
      join(root, 'scripts', 'faults', '*.test.mjs'),
    ],
    report: log => readTapReport(log),
  },
  {
    name: 'browser journeys',
    group: 'e2e',
    weight: 2,
    needs: ['production build'],
    args: [script('e2e'), '--no-build'],
    reportFile: journeysReport,
    report: () => readPlaywrightReport(readJson(journeysReport)),
  },
];

/** The steps of one group, with those that they need. */
export function selectSteps(only) {
  const isSelected = step =>
    !only || step.group === only || dependents(step).some(isSelected);
  return testSteps.filter(isSelected);
}

function dependents({ name }) {
  return testSteps.filter(step => step.needs?.includes(name));
}
