import { CreationProgress } from '@openportal/plugin-deploy-common';
import { PipelineRun, RepositoryRef } from '@openportal/plugin-deploy-node';
import { describeError } from '../errors/describeError';
import { RecentAnswers } from '../access/RecentAnswers';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { callPort, READ_TIMEOUT_MS } from '../adapters/callPort';
import { DeployApp } from '../app/resolveDeployApp';
import { StateService } from '../states/StateService';
import { Asked, Reached } from './CreationFacts';
import { reachUrl } from './reachUrl';
import { isComplete, toCreationPhases } from './toCreationPhases';

// Who waits for a new application looks every few seconds, and is seldom alone.
const REACHED_MAX_AGE_MS = 5_000;
// A pipeline takes minutes, and its host counts how often it is asked.
const RUNS_MAX_AGE_MS = 30_000;
const MOST_REMEMBERED = 1000;

/** Tells how far a new application has come. */
export class CreationService {
  readonly #adapters: AdapterRegistry;
  readonly #states: Pick<StateService, 'stored'>;
  readonly #repositoryPrefix: string;
  readonly #reach: (url: string) => Promise<Reached>;
  readonly #runs = new RecentAnswers<Asked<PipelineRun | undefined>>({
    maxAgeMs: RUNS_MAX_AGE_MS,
    most: MOST_REMEMBERED,
  });
  readonly #reached = new RecentAnswers<Reached>({
    maxAgeMs: REACHED_MAX_AGE_MS,
    most: MOST_REMEMBERED,
  });

  constructor(options: {
    adapters: AdapterRegistry;
    states: Pick<StateService, 'stored'>;
    /** How the name of a repository begins whose applications are found by themselves. */
    repositoryPrefix: string;
    reach?: (url: string) => Promise<Reached>;
  }) {
    this.#adapters = options.adapters;
    this.#states = options.states;
    this.#repositoryPrefix = options.repositoryPrefix;
    this.#reach = options.reach ?? reachUrl;
  }

  /** The phases of an application in its first environment that the caller may see. */
  async progress(
    app: DeployApp,
    environments: readonly string[],
  ): Promise<CreationProgress> {
    const first = app.environments.find(({ environment }) =>
      environments.includes(environment.name),
    );
    const { states, nowMs } = await this.#states.stored(app);
    const state = states.find(
      ({ environment }) => environment === first?.environment.name,
    );
    const repository =
      first?.target.sourceRepository ?? first?.target.repository;
    const url = first?.url;
    const [pipeline, reached] = await Promise.all([
      this.#pipeline(repository),
      url !== undefined && state?.health === 'healthy'
        ? this.#reached.get(url, () => this.#reach(url))
        : undefined,
    ]);
    const phases = toCreationPhases({
      entityRef: app.entityRef,
      name: app.name,
      repository,
      sourceUrl: app.sourceUrl,
      repositoryPrefix: this.#repositoryPrefix,
      manifestPath: first?.target.manifestPath ?? 'deploy',
      state,
      pipeline,
      url,
      reached,
    });
    return {
      entityRef: app.entityRef,
      phases,
      complete: isComplete(phases),
      generatedAt: new Date(nowMs).toISOString(),
    };
  }

  async #pipeline(
    repository: RepositoryRef | undefined,
  ): Promise<Asked<PipelineRun | undefined>> {
    const source = repository && this.#adapters.findPipelineSource(repository);
    if (!repository || !source) {
      return {
        unknown: repository
          ? `No module tells about the pipelines of '${repository.owner}/${repository.name}'`
          : 'The entity names no repository',
      };
    }
    return this.#runs.get(JSON.stringify(repository), async () => {
      try {
        return {
          value: await callPort(
            `The pipelines of '${source.id}'`,
            READ_TIMEOUT_MS,
            signal => source.latest(repository, {}, { signal }),
          ),
        };
      } catch (error) {
        return {
          unknown: `The pipelines cannot be asked now: ${describeError(error)}`,
        };
      }
    });
  }
}
