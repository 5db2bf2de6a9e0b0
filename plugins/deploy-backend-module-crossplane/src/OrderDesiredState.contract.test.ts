import { describeDesiredStateContract } from '@openportal/plugin-deploy-node/testing';
import { Sandbox, startSandbox } from '@openportal/sandbox';
import { createOrderWorld, images } from './__testUtils__/orderWorld';

jest.setTimeout(120_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal', controllers: false });
});
afterAll(() => sandbox.close());

describeDesiredStateContract('orders', async () => {
  const world = await createOrderWorld(sandbox);
  const { target, octokit, repository } = world;
  const numberOf = (ref: { kind: string; number?: number }) => ref.number ?? 0;
  return {
    desiredState: world.desiredState,
    target,
    absent: { ...target, name: 'nothing' },
    images,
    async countCommits() {
      const { data } = await octokit.rest.repos.listCommits({
        ...repository,
        path: world.path,
        per_page: 100,
      });
      return data.length;
    },
    async countPullRequests() {
      const { data } = await octokit.rest.pulls.list({
        ...repository,
        state: 'all',
        per_page: 100,
      });
      return data.length;
    },
    async mergeByHand(ref) {
      await octokit.rest.pulls.merge({
        ...repository,
        pull_number: numberOf(ref),
        merge_method: 'squash',
      });
    },
    async pushByHand(ref) {
      await sandbox.github.seedCommit({
        owner: repository.owner,
        name: repository.repo,
        branch: ref.kind === 'pull-request' ? ref.branch : '',
        message: 'Work by hand',
        author: 'developer',
        files: { 'pushed.txt': 'by hand\n' },
      });
    },
    async closeByHand(ref) {
      await octokit.rest.pulls.update({
        ...repository,
        pull_number: numberOf(ref),
        state: 'closed',
      });
    },
    writeByHand: image => world.writeByHand(image),
    editByHand: world.editByHand,
    source: {
      async answers(status) {
        sandbox.faults.add({
          service: 'github',
          path: /./,
          action: { kind: 'status', status, body: { message: 'refused' } },
        });
      },
      async hanging() {
        const fault = sandbox.faults.add({
          service: 'github',
          path: /./,
          action: { kind: 'hang' },
        });
        return { wasAsked: () => fault.hits > 0 };
      },
      async well() {
        sandbox.faults.clear();
      },
    },
    close: async () => undefined,
  };
});
