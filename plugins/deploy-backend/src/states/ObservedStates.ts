import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { databaseNow } from '@openportal/database-node';
import { Observation } from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { callPort, READ_TIMEOUT_MS } from '../adapters/callPort';
import { DeployApp, DeployAppEnvironment } from '../app/resolveDeployApp';
import { EnvironmentStateRow } from '../database/rows';
import { eachAtOnce } from './eachAtOnce';
import { DeployCellRow } from './fleetRows';
import { StateService } from './StateService';

const ROWS_AT_ONCE = 200;
// An observer that watches answers at once; one that asks its cluster must not be flooded.
const AT_ONCE = 8;

/** An application in one environment. */
export type Watched = { app: DeployApp; item: DeployAppEnvironment };

/**
 * Looks at many environments at once through their observers, and writes one statement for all that are as they were.
 * No git host is asked, except about an environment that runs something else than git is known to say.
 */
export class ObservedStates {
  readonly #knex: Knex;
  readonly #adapters: AdapterRegistry;
  readonly #states: StateService;
  readonly #logger: LoggerService;

  constructor(options: {
    knex: Knex;
    adapters: AdapterRegistry;
    states: StateService;
    logger: LoggerService;
  }) {
    this.#knex = options.knex;
    this.#adapters = options.adapters;
    this.#states = options.states;
    this.#logger = options.logger;
  }

  /** Looks at those whose observer hears of changes by itself: to ask such a one costs nobody anything. */
  async lookAtWatched(apps: readonly DeployApp[]): Promise<void> {
    const watched = apps.filter(
      app => this.#adapters.findObserver(app.observer)?.capabilities.watch,
    );
    await this.look(
      watched.flatMap(app => app.environments.map(item => ({ app, item }))),
    );
  }

  /** Looks at these. What was never read before is left to the pass, unless somebody hinted at it. */
  async look(
    watched: readonly Watched[],
    options: { hinted?: boolean } = {},
  ): Promise<void> {
    for (let start = 0; start < watched.length; start += ROWS_AT_ONCE) {
      await this.#lookAt(
        watched.slice(start, start + ROWS_AT_ONCE),
        options.hinted ?? false,
      );
    }
  }

  async #lookAt(watched: readonly Watched[], hinted: boolean): Promise<void> {
    const rows = await this.#knex<EnvironmentStateRow>('environment_states')
      .whereIn('entity_ref', [
        ...new Set(watched.map(({ app }) => app.entityRef)),
      ])
      .select(
        'entity_ref',
        'environment',
        'desired_at',
        'observed',
        'observed_error',
      );
    const stored = new Map(
      rows.map(row => [keyOf(row.entity_ref, row.environment), row]),
    );
    const same: Watched[] = [];
    await eachAtOnce(AT_ONCE, watched, async one => {
      const row = stored.get(
        keyOf(one.app.entityRef, one.item.environment.name),
      );
      try {
        if (!row) {
          await (hinted && this.#states.refresh(one.app, one.item));
        } else if (await this.#isAsStored(one, row)) {
          same.push(one);
        } else {
          await this.#follow(one);
        }
      } catch (error) {
        // One environment must not keep the others from being looked at.
        this.#logger.warn('A deployment could not be looked at', {
          entityRef: one.app.entityRef,
          environment: one.item.environment.name,
          error: stringifyError(error),
        });
      }
    });
    await this.#touch(same);
  }

  async #isAsStored(
    { app, item }: Watched,
    row: Pick<EnvironmentStateRow, 'observed' | 'observed_error'>,
  ): Promise<boolean> {
    const observer = this.#adapters.findObserver(app.observer);
    if (!observer || row.observed === null || row.observed_error !== null) {
      return false;
    }
    const observed = await callPort(
      `The adapter '${observer.id}'`,
      READ_TIMEOUT_MS,
      signal => observer.observe(item.target, { signal }),
    );
    return (
      fingerprint(observed) ===
      fingerprint(JSON.parse(row.observed) as Observation)
    );
  }

  async #follow({ app, item }: Watched): Promise<void> {
    await this.#states.refresh(app, item, {
      observedOnly: true,
      afterNow: true,
    });
    const state = (await this.#states.known(app)).find(
      ({ environment }) => environment === item.environment.name,
    );
    if (state?.drift) {
      // Most likely somebody committed, and the cluster has it already.
      await this.#states.refresh(app, item);
    }
  }

  async #touch(watched: readonly Watched[]): Promise<void> {
    if (watched.length === 0) {
      return;
    }
    const now = await databaseNow(this.#knex);
    const byEnvironment = new Map<string, string[]>();
    for (const { app, item } of watched) {
      const { name } = item.environment;
      byEnvironment.set(name, [
        ...(byEnvironment.get(name) ?? []),
        app.entityRef,
      ]);
    }
    for (const [environment, entityRefs] of byEnvironment) {
      await this.#knex<EnvironmentStateRow>('environment_states')
        .where({ environment })
        .whereIn('entity_ref', entityRefs)
        .whereNull('observed_error')
        .update({ observed_at: now });
      await this.#knex<DeployCellRow>('deploy_cells')
        .where({ environment })
        .whereIn('entity_ref', entityRefs)
        .update({ observed_at: now });
    }
  }
}

function keyOf(entityRef: string, environment: string): string {
  return `${entityRef}#${environment}`;
}

/** What counts: when it was said does not. */
function fingerprint(observation: Observation): string {
  const { images, revision, sync, health, message, links } = observation;
  return JSON.stringify([images, revision, sync, health, message, links]);
}
