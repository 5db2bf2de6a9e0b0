import { mockServices } from '@backstage/backend-test-utils';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { ChangeRef } from '@openportal/plugin-deploy-node';
import { describeDesiredStateContract } from '@openportal/plugin-deploy-node/testing';
import { BranchDesiredState } from './BranchDesiredState';
import { breakGithub } from './__testUtils__/breakGithub';
import { createBranchWorld } from './__testUtils__/branchWorld';

jest.setTimeout(60_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal' });
});
afterAll(() => sandbox.close());

describeDesiredStateContract('branches on GitHub', async () => {
  const world = await createBranchWorld(sandbox);
  const { owner, name, images, target } = world;
  const approver = world.as('team-lead');
  const numberOf = (ref: ChangeRef) =>
    ref.kind === 'pull-request' ? ref.number : 0;
  return {
    desiredState: world.branchState,
    target,
    images,
    absent: { ...target, branch: 'nowhere' },
    restarted: () =>
      new BranchDesiredState({
        access: world.createAccess(),
        logger: mockServices.logger.mock(),
      }),
    source: breakGithub(sandbox),
    countCommits: world.countBranchCommits,
    countPullRequests: async () => world.github.pulls.list(owner, name).length,
    async mergeByHand(ref) {
      const pull = { owner, repo: name, pull_number: numberOf(ref) };
      await approver.rest.pulls.createReview({ ...pull, event: 'APPROVE' });
      await approver.rest.pulls.merge({ ...pull, merge_method: 'merge' });
    },
    async pushByHand(ref) {
      await world.commit({
        branch: ref.kind === 'pull-request' ? ref.branch : '',
        files: { 'pushed.txt': 'by hand\n' },
      });
    },
    async closeByHand(ref) {
      await approver.rest.pulls.update({
        owner,
        repo: name,
        pull_number: numberOf(ref),
        state: 'closed',
      });
    },
    writeByHand: world.moveByHand,
    close: async () => undefined,
  };
});
