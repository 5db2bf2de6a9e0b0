import { Sandbox, startSandbox } from '@openportal/sandbox';
import { describeDesiredStateContract } from '@openportal/plugin-deploy-node/testing';
import { breakGithub } from './__testUtils__/breakGithub';
import { createJobWorld } from './__testUtils__/jobWorld';
import { images } from './__testUtils__/world';

jest.setTimeout(60_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal' });
});
afterAll(() => sandbox.close());

describeDesiredStateContract('jobs of GitHub Actions', async () => {
  const world = await createJobWorld(sandbox);
  return {
    desiredState: world.jobState,
    target: world.target,
    images,
    absent: { ...world.target, environment: 'staging' },
    changeKind: 'job',
    restarted: world.createState,
    source: breakGithub(sandbox),
    countCommits: async () => world.runs().length,
    countPullRequests: async () => 0,
    mergeByHand: async () => undefined,
    closeByHand: async () => undefined,
    async finish() {
      const run = world.runOf('operation-1');
      await world.end(run?.id ?? 0, 'success');
    },
    writeByHand: world.deploy,
    close: async () => undefined,
  };
});
