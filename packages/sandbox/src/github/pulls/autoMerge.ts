import type { MergeMethod, PullRequest, Repository } from '../entities';
import { GitHubError, invalid } from '../errors';
import type { Services } from '../Services';
import { evaluate } from './mergeability';
import { mergePull } from './mergePull';
import { publishPull } from './publishPull';

export interface AutoMergeOptions {
  method: MergeMethod;
  title: string | undefined;
  message: string | undefined;
}

/** Arms a pull request to be merged once nothing is missing; refuses, as GitHub does, when nothing is missing now. */
export async function enableAutoMerge(
  services: Services,
  repository: Repository,
  pull: PullRequest,
  actor: string,
  options: AutoMergeOptions,
): Promise<PullRequest> {
  const { state } = services;
  if (!repository.allowAutoMerge) {
    throw invalid('Auto merge is not allowed for this repository');
  }
  if (pull.state !== 'open') throw invalid('Pull request is closed');
  if (!state.protections.get(repository.id, pull.baseBranch)) {
    throw invalid(
      'Pull request Protected branch rules not configured for this branch',
    );
  }
  const now = await evaluate(services, repository, pull);
  if (now.state === 'clean' || now.state === 'unstable') {
    throw invalid(`Pull request is in ${now.state} status`);
  }
  const armed = state.changePull(repository, pull, {
    autoMerge: { ...options, enabledBy: actor, enabledAt: state.now() },
  });
  await publishPull(services, repository, armed, 'auto_merge_enabled', actor);
  return armed;
}

export async function disableAutoMerge(
  services: Services,
  repository: Repository,
  pull: PullRequest,
  actor: string,
): Promise<PullRequest> {
  const { state } = services;
  if (!pull.autoMerge) throw invalid('Auto merge is not enabled');
  const disarmed = state.changePull(repository, pull, {
    autoMerge: undefined,
  });
  await publishPull(
    services,
    repository,
    disarmed,
    'auto_merge_disabled',
    actor,
  );
  return disarmed;
}

async function attempt(
  services: Services,
  repository: Repository,
  number: number,
): Promise<void> {
  const pull = services.state.pulls.get(repository.id, number);
  if (pull?.state !== 'open' || !pull.autoMerge) return;
  const now = await evaluate(services, repository, pull);
  if (now.state !== 'clean' && now.state !== 'unstable') return;
  const { enabledBy, method, title, message } = pull.autoMerge;
  try {
    await mergePull(services, repository, pull, {
      actor: enabledBy,
      method,
      title,
      message,
      sha: now.headSha,
    });
  } catch (error) {
    // Lost a race against somebody else's push or merge; the event of that comes by here again.
    if (!(error instanceof GitHubError)) throw error;
  }
}

/** Looks in the background whether an armed pull request can be merged now. */
export function scheduleAutoMerge(
  services: Services,
  repository: Repository,
  number: number,
): void {
  const pull = services.state.pulls.get(repository.id, number);
  if (!pull?.autoMerge) return;
  services.work.track(
    () => attempt(services, repository, number),
    services.onFailure,
  );
}
