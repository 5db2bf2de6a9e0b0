import { CiBuilder, createCiHost } from '../ci';
import type { Store } from '../core';
import type { GitHubSandbox } from '../github';
import type { RegistrySandbox } from '../registry';

/** Starts the builder on every push to the sandbox's GitHub. */
export async function startCi(options: {
  github: GitHubSandbox;
  registry: RegistrySandbox;
  store: Store;
  tempo: number;
}): Promise<CiBuilder> {
  const { github, registry, store, tempo } = options;
  const ci = new CiBuilder({
    host: createCiHost(github),
    registry,
    store,
    stepMilliseconds: tempo,
    onError: error => process.stderr.write(`Sandbox CI: ${error}\n`),
  });
  github.onPush(({ owner, name, ref, after, pusher }) => {
    const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
    const isDeletion = /^0+$/.test(after);
    if (branch && !isDeletion) {
      ci.handlePush({ owner, name, branch, sha: after, pusher });
    }
  });
  github.onDispatch(({ owner, name, ref, workflowPath, runId }) => {
    const run = github
      .listActionsRuns(owner, name)
      .find(({ id }) => id === runId);
    if (run) {
      const { headSha: sha, actor: pusher } = run;
      const push = { owner, name, branch: ref, sha, pusher };
      ci.handleDispatch({ ...push, workflowPath, runId });
    }
  });
  await ci.start();
  return ci;
}
