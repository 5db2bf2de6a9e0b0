import type { Repository } from './entities';
import type { Services } from './Services';

/** The number of a workflow file, given when it is first asked for. */
export function workflowIdentity(
  services: Services,
  repository: Repository,
  path: string,
) {
  const { state } = services;
  return (
    state.workflows.get(repository.id, path) ??
    state.workflows.put(repository.id, path, {
      id: state.next('workflow'),
      path,
      createdAt: state.now(),
    })
  );
}

export function workflowId(
  services: Services,
  repository: Repository,
  path: string,
): number {
  return workflowIdentity(services, repository, path).id;
}
