/** Jest needs it to import packages that come as ES modules only. */
export const jestEnvironment = {
  NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
};

/**
 * How API reports are made. The sandbox is private, so nobody depends on its API; members of a documented type may go
 * without a docstring of their own; and types are read from sources that import each other across packages.
 */
export const apiReportOptions = [
  '--validate-release-tags',
  '--omit-messages',
  'ae-wrong-input-file-type,ae-undocumented',
  '--exclude',
  'packages/sandbox',
];

/**
 * Everything that `npm run <name>` and `yarn <name>` can start. `script` is one of our own commands, `file` a program
 * of a workspace, `binary` one of node_modules/.bin. `environment` adds variables, without replacing those that are set.
 */
export const commands = {
  start: { script: 'start' },
  test: { script: 'test' },
  sandbox: { file: 'packages/sandbox/bin/openportal-sandbox' },
  openportal: { file: 'packages/cli/bin/openportal' },
  'test:all': {
    binary: 'backstage-cli',
    args: ['repo', 'test', '--watchAll=false'],
    environment: jestEnvironment,
  },
  'test:scripts': { script: 'testScripts' },
  'test:e2e': { script: 'e2e' },
  'test:faults': { script: 'faults' },
  'bench:deploy': { script: 'benchDeploy' },
  'bench:ingestor': { script: 'benchIngestor' },
  'bench:orders': { script: 'benchOrders' },
  'bench:webhooks': { script: 'benchWebhooks' },
  tsc: { binary: 'tsc', args: [] },
  'lint:all': { binary: 'backstage-cli', args: ['repo', 'lint'] },
  'prettier:check': { binary: 'prettier', args: ['--check', '.'] },
  'prettier:fix': { binary: 'prettier', args: ['--write', '.'] },
  knip: { binary: 'knip', args: ['--no-config-hints'] },
  'config:check': { script: 'configCheck' },
  'api-reports': {
    binary: 'backstage-repo-tools',
    args: ['api-reports', '--tsc', '--ci', ...apiReportOptions],
  },
  'build:api-reports': {
    binary: 'backstage-repo-tools',
    args: ['api-reports', '--tsc', ...apiReportOptions],
  },
  'build:all': { script: 'build' },
};

/** The environment of a command: its own variables, NODE_OPTIONS joined with what is set. */
export function commandEnvironment(environment, additions = {}) {
  const result = { ...additions, ...environment };
  if (additions.NODE_OPTIONS && environment.NODE_OPTIONS) {
    result.NODE_OPTIONS = `${environment.NODE_OPTIONS} ${additions.NODE_OPTIONS}`;
  }
  return result;
}
