import type { PullRequest, Repository } from '../entities';
import type { Services } from '../Services';
import { toPull } from '../shapes/pull';

/** Sends a `pull_request` webhook. */
export async function publishPull(
  services: Services,
  repository: Repository,
  pull: PullRequest,
  action: string,
  sender: string,
  extra: Record<string, unknown> = {},
): Promise<void> {
  services.publish({
    event: 'pull_request',
    action,
    repository,
    sender,
    payload: {
      action,
      number: pull.number,
      pull_request: await toPull(services, repository, pull),
      ...extra,
    },
  });
}
