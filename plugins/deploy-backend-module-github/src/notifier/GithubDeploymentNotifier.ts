import { LoggerService } from '@backstage/backend-plugin-api';
import { classifyGithubError } from '@openportal/github-node';
import {
  isFinalState,
  Operation,
  sourceCommitOf,
} from '@openportal/plugin-deploy-common';
import { DeployEvent, Notifier } from '@openportal/plugin-deploy-node';
import { GithubAccess } from '../access/GithubAccess';
import { GitRepository } from '../access/GitRepository';
import { PORTAL_TASK } from './portalTask';
import { isNews, toDeploymentStatus } from './toDeploymentStatus';

const MAX_DESCRIPTION = 140;

/** Shows operations as deployments of the source repository, where developers look anyway. */
export class GithubDeploymentNotifier implements Notifier {
  readonly id = 'github-deployment-status';
  readonly #access: GithubAccess;
  readonly #logger: LoggerService;
  /** Address of the portal, for links. */
  readonly #baseUrl: string | undefined;

  constructor(options: {
    access: GithubAccess;
    logger: LoggerService;
    baseUrl: string | undefined;
  }) {
    this.#access = options.access;
    this.#logger = options.logger;
    this.#baseUrl = options.baseUrl;
  }

  async notify(event: DeployEvent): Promise<void> {
    const { operation, sourceRepository } = event;
    if (!sourceRepository || !this.#access.supports(sourceRepository)) {
      return;
    }
    const repository = await this.#access.open(sourceRepository);
    const known = await findDeployment(repository, operation);
    if (known === undefined && isUneventful(operation)) {
      return;
    }
    const id = known ?? (await this.#create(repository, operation));
    if (id !== undefined) {
      await this.#report(repository, id, event);
    }
  }

  async #create(
    repository: GitRepository,
    operation: Operation,
  ): Promise<number | undefined> {
    const commit = sourceCommitOf(operation.to.image);
    if (commit === undefined) {
      // A deployment of some other commit would be a lie.
      this.#logger.debug(
        'Nobody knows the commit of an image, so that GitHub is not told of its deployment',
        { image: operation.to.image },
      );
      return undefined;
    }
    try {
      const { data } = await repository.octokit.rest.repos.createDeployment({
        ...repository.place,
        ref: commit,
        task: `${PORTAL_TASK}${operation.id}`,
        environment: operation.environment,
        description: describe(operation),
        payload: { operation: operation.id, image: operation.to.image },
        auto_merge: false,
        // The gates of the portal have decided; GitHub only shows it.
        required_contexts: [],
      });
      return 'id' in data ? data.id : undefined;
    } catch (error) {
      if (classifyGithubError(error).kind === 'invalid') {
        this.#logger.debug('GitHub knows no such commit to deploy', {
          commit,
          repository: repository.name,
        });
        return undefined;
      }
      throw repository.failure(error, 'create a deployment');
    }
  }

  async #report(
    repository: GitRepository,
    id: number,
    { operation, link }: DeployEvent,
  ): Promise<void> {
    const { octokit, place } = repository;
    const [last] = (
      await repository.call('read the status of a deployment', () =>
        octokit.rest.repos.listDeploymentStatuses({
          ...place,
          deployment_id: id,
          per_page: 1,
        }),
      )
    ).data;
    const state = toDeploymentStatus(operation.state);
    if (!isNews(state, last?.state)) {
      return;
    }
    await repository.call('write the status of a deployment', () =>
      octokit.rest.repos.createDeploymentStatus({
        ...place,
        deployment_id: id,
        state,
        description: (operation.stateReason ?? '').slice(0, MAX_DESCRIPTION),
        log_url:
          link && this.#baseUrl ? new URL(link, this.#baseUrl).href : undefined,
        auto_inactive: true,
      }),
    );
  }
}

/** Nothing was written, so that there is nothing to show. */
function isUneventful({ state }: Operation): boolean {
  return isFinalState(state) && ['cancelled', 'rejected'].includes(state);
}

function describe({ kind, to, environment }: Operation): string {
  return `${
    kind === 'rollback' ? 'Rollback' : 'Promotion'
  } of ${environment} to ${to.version}`.slice(0, MAX_DESCRIPTION);
}

async function findDeployment(
  repository: GitRepository,
  operation: Operation,
): Promise<number | undefined> {
  const { data } = await repository.call('list the deployments', () =>
    repository.octokit.rest.repos.listDeployments({
      ...repository.place,
      task: `${PORTAL_TASK}${operation.id}`,
      environment: operation.environment,
      per_page: 1,
    }),
  );
  return data[0]?.id;
}
