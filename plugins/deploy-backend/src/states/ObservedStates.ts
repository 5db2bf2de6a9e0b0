import { LoggerService } from '@backstage/backend-plugin-api';
import { databaseTime } from '@openportal/database-node';
import { Observation } from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { describeError } from '../errors/describeError';
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

/**
 * Why somebody looks: the periodic pass, a hint that something changed, or a page that is open. A page may not cost
 * requests at a git host.
 */
export type LookReason = 'pass' | 'hint' | 'view';

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
      'pass',
    );
  }

  /** Looks at these. What was never read before is left to the pass, unless somebody hinted or looks at it. */
  async look(watched: readonly Watched[], reason: LookReason): Promise<void> {
    for (let start = 0; start < watched.length; start += ROWS_AT_ONCE) {
      await this.#lookAt(watched.slice(start, start + ROWS_AT_ONCE), reason);
    }
  }

  async #lookAt(
    watched: readonly Watched[],
    reason: LookReason,
  ): Promise<void> {
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
          await this.#readFirst(one, reason);
        } else if (await this.#isAsStored(one, row, reason)) {
          same.push(one);
        } else {
          await this.#follow(one, reason);
        }
      } catch (error) {
        // One environment must not keep the others from being looked at.
        this.#logger.warn('A deployment could not be looked at', {
          entityRef: one.app.entityRef,
          environment: one.item.environment.name,
          error: describeError(error),
        });
      }
    });
    await this.#touch(same);
  }

  async #isAsStored(
    { app, item }: Watched,
    row: Pick<EnvironmentStateRow, 'observed' | 'observed_error'>,
    reason: LookReason,
  ): Promise<boolean> {
    const observer = this.#adapters.findObserver(app.observer);
    if (!observer || row.observed === null || row.observed_error !== null) {
      return false;
    }
    try {
      const observed = await callPort(
        `The adapter '${observer.id}'`,
        READ_TIMEOUT_MS,
        signal => observer.observe(item.target, { signal }),
      );
      return (
        fingerprint(observed) ===
        fingerprint(JSON.parse(row.observed) as Observation)
      );
    } catch (error) {
      if (reason === 'view') {
        // Whoever looks is shown why it is old.
        return false;
      }
      throw error;
    }
  }

  async #readFirst({ app, item }: Watched, reason: LookReason): Promise<void> {
    if (reason === 'hint') {
      await this.#states.refresh(app, item);
    } else if (reason === 'view') {
      await this.#states.refresh(app, item, { observedOnly: true });
    }
  }

  async #follow({ app, item }: Watched, reason: LookReason): Promise<void> {
    await this.#states.refresh(app, item, {
      observedOnly: true,
      afterNow: true,
    });
    if (reason === 'view') {
      return;
    }
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
    for (const { environments, entityRefs } of byEnvironments(watched)) {
      const observedAt = { observed_at: databaseTime(this.#knex) };
      await this.#knex<EnvironmentStateRow>('environment_states')
        .whereIn('entity_ref', entityRefs)
        .whereIn('environment', environments)
        .whereNull('observed_error')
        .update(observedAt);
      await this.#knex<DeployCellRow>('deploy_cells')
        .whereIn('entity_ref', entityRefs)
        .whereIn('environment', environments)
        .update(observedAt);
    }
  }
}

/** Entities with the same environments together: mostly that is all of them. */
function byEnvironments(
  watched: readonly Watched[],
): { environments: string[]; entityRefs: string[] }[] {
  const ofEntity = new Map<string, string[]>();
  for (const { app, item } of watched) {
    const names = ofEntity.get(app.entityRef) ?? [];
    ofEntity.set(app.entityRef, [...names, item.environment.name]);
  }
  const groups = new Map<
    string,
    { environments: string[]; entityRefs: string[] }
  >();
  for (const [entityRef, names] of ofEntity) {
    const environments = [...names].sort();
    const key = environments.join(' ');
    const group = groups.get(key) ?? { environments, entityRefs: [] };
    group.entityRefs.push(entityRef);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function keyOf(entityRef: string, environment: string): string {
  return `${entityRef}#${environment}`;
}

/** What counts: when it was said does not. */
function fingerprint(observation: Observation): string {
  const { images, revision, sync, health, message, links } = observation;
  return JSON.stringify([images, revision, sync, health, message, links]);
}
