import { LoggerService } from '@backstage/backend-plugin-api';
import {
  EnvironmentState,
  isSameImage,
} from '@openportal/plugin-deploy-common';
import { DesiredVersionHistoryEntry } from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { describeError } from '../errors/describeError';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { callPort, READ_TIMEOUT_MS } from '../adapters/callPort';
import { DeployApp } from '../app/resolveDeployApp';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { OperationRow } from '../database/rows';
import { toOperationRecord } from '../database/toOperationRecord';
import { listVersionMarks } from '../database/versionMarks';
import { DatabaseFactsStore } from '../states/DatabaseFactsStore';
import { desiredContent } from '../states/runsHealthy';
import { KnownVersion, mergeVersions } from './mergeVersions';

// The history of an environment changes only with its image, or when somebody rewrites the branch.
const HISTORY_MAX_AGE_MS = 24 * 60 * 60_000;
const HISTORY_LIMIT = 20;

/** Knows which versions an environment has had. */
export class VersionCatalog {
  readonly #knex: Knex;
  readonly #states: DatabaseStateStore;
  readonly #adapters: AdapterRegistry;
  readonly #logger: LoggerService;
  readonly #facts: DatabaseFactsStore;

  constructor(options: {
    knex: Knex;
    states: DatabaseStateStore;
    adapters: AdapterRegistry;
    logger: LoggerService;
    facts: DatabaseFactsStore;
  }) {
    this.#knex = options.knex;
    this.#states = options.states;
    this.#adapters = options.adapters;
    this.#logger = options.logger;
    this.#facts = options.facts;
  }

  /** The versions of an environment, newest first. A history that cannot be read leaves the rest. */
  async list(app: DeployApp, state: EnvironmentState): Promise<KnownVersion[]> {
    const key = { entityRef: app.entityRef, environment: state.environment };
    const [healthy, marks, history] = await Promise.all([
      this.#states.listHealthy(app.entityRef),
      listVersionMarks(this.#knex, key),
      this.#readHistory(app, state),
    ]);
    return mergeVersions({
      currentImage: desiredContent(state),
      healthy: healthy.filter(
        version => version.environment === state.environment,
      ),
      history,
      marks,
    });
  }

  /** The entry of the operation that replaced one image with another, where the newest of the environment did. */
  async #findOwnWrite(
    key: { entityRef: string; environment: string },
    before: string,
    after: string,
  ): Promise<DesiredVersionHistoryEntry | undefined> {
    const row = await this.#knex<OperationRow>('operations')
      .where({ entity_ref: key.entityRef, environment: key.environment })
      .orderBy('sequence', 'desc')
      .first();
    const operation = row && toOperationRecord(row).operation;
    const commit = operation?.change?.commit;
    return operation?.from &&
      commit !== undefined &&
      operation.change?.kind !== 'unchanged' &&
      isSameImage(operation.from.image, before) &&
      isSameImage(operation.to.image, after)
      ? {
          image: after,
          commit,
          committedAt: operation.updatedAt,
          author: operation.requestedBy,
        }
      : undefined;
  }

  async #readHistory(
    app: DeployApp,
    state: EnvironmentState,
  ): Promise<DesiredVersionHistoryEntry[]> {
    const desiredState = this.#adapters.findDesiredState(app.strategy);
    const item = app.environments.find(
      ({ environment }) => environment.name === state.environment,
    );
    if (!desiredState?.capabilities.history || !item || !state.desired) {
      return [];
    }
    const { image } = state.desired;
    const key = { entityRef: app.entityRef, environment: state.environment };
    const [now, histories] = await Promise.all([
      this.#states.now(),
      this.#facts.listHistories(app.entityRef),
    ]);
    const stored = histories.find(
      ({ environment }) => environment === state.environment,
    );
    if (stored?.image === image && now - stored.readAtMs < HISTORY_MAX_AGE_MS) {
      return stored.entries;
    }
    if (stored && now - stored.readAtMs < HISTORY_MAX_AGE_MS) {
      const own = await this.#findOwnWrite(key, stored.image, image);
      if (own) {
        // Nobody knows better than who wrote it, so git need not be asked.
        const entries = [own, ...stored.entries].slice(0, HISTORY_LIMIT);
        await this.#facts.saveHistory(key, {
          image,
          entries,
          readAtMs: stored.readAtMs,
        });
        return entries;
      }
    }
    try {
      const entries = await callPort(
        `The adapter '${desiredState.id}'`,
        READ_TIMEOUT_MS,
        signal =>
          desiredState.history(item.target, { signal, limit: HISTORY_LIMIT }),
      );
      await this.#facts.saveHistory(key, { image, entries });
      return entries;
    } catch (error) {
      this.#logger.warn('The history of an environment cannot be read', {
        entityRef: app.entityRef,
        environment: state.environment,
        error: describeError(error),
      });
      return stored?.entries ?? [];
    }
  }
}
