import { DesiredVersion, Observation } from '@openportal/plugin-deploy-node';
import { databaseNow, databaseTime } from '@openportal/database-node';
import { Knex } from 'knex';
import { HealthyPeriod } from '../states/healthyPeriods';
import { StoredHealthyVersion, StoredState } from '../states/StoredState';
import { redactSecrets } from '../errors/redactSecrets';
import { EnvironmentStateRow, HealthyVersionRow } from './rows';

type Key = { entityRef: string; environment: string };

/** The last known states, so that an environment is never forgotten while its source is away. */
export class DatabaseStateStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabaseStateStore {
    return new DatabaseStateStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async listStates(entityRef: string): Promise<StoredState[]> {
    const rows = await this.#knex<EnvironmentStateRow>(
      'environment_states',
    ).where({ entity_ref: entityRef });
    return rows.map(toStoredState);
  }

  async listHealthy(entityRef: string): Promise<StoredHealthyVersion[]> {
    const rows = await this.#knex<HealthyVersionRow>('healthy_versions').where({
      entity_ref: entityRef,
    });
    return rows.map(toStoredHealthyVersion);
  }

  /** When the states of these entities were last looked at, the oldest of each. */
  async listChecked(entityRefs: string[]): Promise<Map<string, number>> {
    const rows = await this.#knex<EnvironmentStateRow>('environment_states')
      .whereIn('entity_ref', entityRefs)
      .groupBy('entity_ref')
      .select('entity_ref')
      .min({ checked_at: 'checked_at' });
    return new Map(
      rows.map(row => [String(row.entity_ref), Number(row.checked_at)]),
    );
  }

  /**
   * Keeps what the sources said, and what that means for the periods in which versions were healthy: in one
   * transaction, so that neither is there without the other, and of two looks one comes after the other. A source that
   * failed leaves its last value, with the error.
   *
   * @param periodsOf - asked with what is stored then, where the observer answered
   */
  async save(
    key: Key,
    read: {
      desired?: { value: DesiredVersion | undefined } | { error: string };
      observed?: { value: Observation } | { error: string };
    },
    periodsOf: (known: {
      stored: StoredState;
      healthy: StoredHealthyVersion[];
      nowMs: number;
    }) => HealthyPeriod[],
  ): Promise<void> {
    await this.#knex.transaction(async trx => {
      const nowMs = await databaseNow(trx);
      const row = await saveRow(trx, key, read, nowMs);
      if (read.observed && 'value' in read.observed) {
        const healthy = await trx<HealthyVersionRow>('healthy_versions').where({
          entity_ref: key.entityRef,
          environment: key.environment,
        });
        const periods = periodsOf({
          stored: toStoredState(row),
          healthy: healthy.map(toStoredHealthyVersion),
          nowMs,
        });
        await savePeriods(trx, key, periods, nowMs);
      }
    });
  }

  /** Notes that the sources of some environments were asked now, and say what is stored. */
  async touch(
    entityRef: string,
    environments: readonly string[],
  ): Promise<void> {
    const now = databaseTime(this.#knex);
    await this.#knex('environment_states')
      .where({ entity_ref: entityRef })
      .whereIn('environment', environments)
      .update({ checked_at: now, desired_at: now, observed_at: now });
    await this.#knex('deploy_cells')
      .where({ entity_ref: entityRef })
      .whereIn('environment', environments)
      .update({ observed_at: now });
  }

  async now(): Promise<number> {
    return databaseNow(this.#knex);
  }
}

async function saveRow(
  trx: Knex.Transaction,
  key: Key,
  read: Parameters<DatabaseStateStore['save']>[1],
  now: number,
): Promise<EnvironmentStateRow> {
  const changes: Partial<EnvironmentStateRow> = { checked_at: now };
  if (read.desired && 'error' in read.desired) {
    changes.desired_error = redactSecrets(read.desired.error).slice(0, 1000);
  } else if (read.desired) {
    changes.desired =
      read.desired.value === undefined
        ? null
        : JSON.stringify(read.desired.value);
    changes.desired_at = now;
    changes.desired_error = null;
  }
  if (read.observed && 'error' in read.observed) {
    changes.observed_error = redactSecrets(read.observed.error).slice(0, 1000);
  } else if (read.observed) {
    changes.observed = JSON.stringify(read.observed.value);
    changes.observed_at = now;
    changes.observed_error = null;
  }
  const [row] = await trx<EnvironmentStateRow>('environment_states')
    .insert({
      entity_ref: key.entityRef,
      environment: key.environment,
      ...changes,
    })
    .onConflict(['entity_ref', 'environment'])
    .merge(changes)
    .returning('*');
  return row;
}

async function savePeriods(
  trx: Knex.Transaction,
  key: Key,
  periods: readonly HealthyPeriod[],
  now: number,
): Promise<void> {
  for (const { image, isHealthy, sinceMs, untilMs } of periods) {
    const row = {
      entity_ref: key.entityRef,
      environment: key.environment,
      image,
    };
    const period = {
      healthy_since: sinceMs ?? null,
      healthy_until: untilMs ?? null,
    };
    if (isHealthy) {
      await trx<HealthyVersionRow>('healthy_versions')
        .insert({
          ...row,
          ...period,
          first_healthy_at: now,
          last_healthy_at: now,
        })
        .onConflict(['entity_ref', 'environment', 'image'])
        .merge({ ...period, last_healthy_at: now });
    } else {
      await trx<HealthyVersionRow>('healthy_versions')
        .where(row)
        .update(period);
    }
  }
}

/** The last known state of an environment, as it is stored. */
export function toStoredState(
  row: Omit<EnvironmentStateRow, 'entity_ref'>,
): StoredState {
  return {
    environment: row.environment,
    desired: parseOptional<DesiredVersion>(row.desired),
    desiredAtMs: toNumber(row.desired_at),
    desiredError: row.desired_error ?? undefined,
    observed: parseOptional<Observation>(row.observed),
    observedAtMs: toNumber(row.observed_at),
    observedError: row.observed_error ?? undefined,
    checkedAtMs: Number(row.checked_at),
  };
}

/** A version that was seen healthy, as it is stored. */
export function toStoredHealthyVersion(
  row: Omit<HealthyVersionRow, 'entity_ref'>,
): StoredHealthyVersion {
  return {
    environment: row.environment,
    image: row.image,
    firstHealthyAtMs: Number(row.first_healthy_at),
    lastHealthyAtMs: Number(row.last_healthy_at),
    healthySinceMs: toNumber(
      // What was stored by a version of the portal that knew no breaks.
      row.healthy_since === null && row.healthy_until === null
        ? row.first_healthy_at
        : row.healthy_since,
    ),
    healthyUntilMs: toNumber(row.healthy_until),
  };
}

function parseOptional<T>(json: string | null): T | undefined {
  return json === null ? undefined : (JSON.parse(json) as T);
}

function toNumber(value: number | string | null): number | undefined {
  return value === null ? undefined : Number(value);
}
