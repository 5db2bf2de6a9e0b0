import { mockServices } from '@backstage/backend-test-utils';
import { Sandbox } from '@openportal/sandbox';
import { sourceCommitOf } from '@openportal/plugin-deploy-common';
import { BranchDesiredState } from '../BranchDesiredState';
import { createWorld, repository } from './world';

/** A repository with four versions on `main` and a branch `qa` that is at the first. */
export async function createBranchWorld(sandbox: Sandbox) {
  const world = await createWorld(sandbox);
  const { owner, name } = world;
  const developer = world.as('developer');
  const place = { owner, repo: name };
  const commits: string[] = [];
  for (const version of [0, 1, 2, 3]) {
    commits.push(
      await world.commit({
        message: `Work on version ${version}`,
        files: { 'src/version.txt': `${version}\n` },
      }),
    );
  }
  const images = commits.map(sha => `${repository}:sha-${sha}`) as [
    string,
    string,
    string,
    string,
  ];
  const target = { ...world.target, branch: 'qa' };
  const branchState = new BranchDesiredState({
    access: world.createAccess(),
    logger: mockServices.logger.mock(),
  });
  // The branch begins before the first version, which is then its first deployment.
  const { data: first } = await developer.rest.repos.getCommit({
    ...place,
    ref: commits[0],
  });
  await developer.rest.git.createRef({
    ...place,
    ref: 'refs/heads/qa',
    sha: first.parents[0].sha,
  });
  await branchState.propose({
    ...world.change(),
    operationId: 'operation-0',
    target,
    image: images[0],
    expectedImage: undefined,
  });
  return {
    ...world,
    target,
    images,
    commits,
    branchState,
    headOf: (ref = 'qa') => world.github.resolve(owner, name, ref),
    readAt: (ref: string, path: string) =>
      world.github.readFile(owner, name, ref, path),
    countBranchCommits: async () => {
      const { data } = await developer.rest.repos.listCommits({
        ...place,
        sha: 'qa',
        per_page: 100,
      });
      return data.length;
    },
    /** Moves the branch to the source of an image, as a person would. */
    moveByHand: async (image: string) => {
      await developer.rest.git.updateRef({
        ...place,
        ref: 'heads/qa',
        sha: sourceCommitOf(image) ?? '',
      });
    },
  };
}
