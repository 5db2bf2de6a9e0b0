import { Sandbox, startSandbox } from '@openportal/sandbox';
import { ChangeRef } from '@openportal/plugin-deploy-node';
import { describeDesiredStateContract } from '@openportal/plugin-deploy-node/testing';
import { ManifestDesiredState } from './ManifestDesiredState';
import { breakGithub } from './__testUtils__/breakGithub';
import {
  countCommits,
  createWorld,
  images,
  manifest,
} from './__testUtils__/world';

jest.setTimeout(60_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal' });
});
afterAll(() => sandbox.close());

describeDesiredStateContract('manifests on GitHub', async () => {
  const world = await createWorld(sandbox);
  const { desiredState, target, owner, name } = world;
  const approver = world.as('team-lead');
  const numberOf = (ref: ChangeRef) =>
    ref.kind === 'pull-request' ? ref.number : 0;
  return {
    desiredState,
    target,
    images,
    absent: { ...target, manifestPath: 'environments/staging' },
    countCommits: () => countCommits(world),
    restarted: () => new ManifestDesiredState({ access: world.createAccess() }),
    source: breakGithub(sandbox),
    async editByHand() {
      await world.commit({
        files: {
          [world.file]: manifest(images[1]).replace('name: A', 'name: CHANGED'),
        },
      });
    },
    countPullRequests: async () => world.github.pulls.list(owner, name).length,
    async mergeByHand(ref) {
      const pull = { owner, repo: name, pull_number: numberOf(ref) };
      await approver.rest.pulls.createReview({ ...pull, event: 'APPROVE' });
      await approver.rest.pulls.merge({ ...pull, merge_method: 'squash' });
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
    async writeByHand(image) {
      await world.writeByHand(image);
    },
    close: async () => undefined,
  };
});
