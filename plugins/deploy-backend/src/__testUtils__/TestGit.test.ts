import { describeDesiredStateContract } from '@openportal/plugin-deploy-node/testing';
import { newOperation, testImage } from './newOperation';
import { TestGit } from './TestGit';

// The stand-in of the other tests must itself be what an adapter must be.
describeDesiredStateContract('TestGit', async () => {
  const git = new TestGit();
  const { target } = newOperation().settings;
  git.write(target.manifestPath, testImage(1));
  return {
    desiredState: git,
    target,
    absent: { ...target, manifestPath: 'environments/nowhere' },
    images: [testImage(1), testImage(2), testImage(3), testImage(4)],
    countCommits: async () => git.commits.length,
    countPullRequests: async () => git.pullRequests.length,
    mergeByHand: async ref => git.mergeByHand(ref),
    closeByHand: async ref => git.closeByHand(ref),
    pushByHand: async ref => git.pushByHand(ref),
    writeByHand: async image => {
      git.write(target.manifestPath, image);
    },
    close: async () => {},
  };
});
