import { createHash } from 'node:crypto';
import { databaseNow, databaseTime } from '@openportal/database-node';
import { DeployTarget, ObserverHint } from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import {
  DeployEntityRow,
  DeployTargetRow,
  NOTHING_WAITS,
  toBars,
} from './fleetRows';
import { DeployEntity } from './toDeployEntity';

// PostgreSQL takes 65,535 values in a statement, and SQLite 32,766.
const ROWS_AT_ONCE = 500;
const LONGEST_TEXT = 500;
/** Tables with what is known of an entity, by its reference. */
const KNOWN_OF_ENTITIES = [
  'environment_states',
  'healthy_versions',
  'environment_histories',
  'deploy_cells',
  'deploy_targets',
];

/** Whether a viewer is the one for whom an observer is asked; `unlisted` where the entity is not kept yet. */
export type ViewClaim = 'claimed' | 'too-soon' | 'unlisted';

/** Which entities of the catalog are deployed, and when each of them was looked at. */
export class DatabaseEntityStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabaseEntityStore {
    return new DatabaseEntityStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** The entities that are not gone, each with the fingerprint of what is kept of it. */
  async listFingerprints(): Promise<Map<string, string>> {
    const rows = await this.#knex<DeployEntityRow>('deploy_entities')
      .whereNull('gone_at')
      .select('entity_ref', 'fingerprint');
    return new Map(rows.map(row => [row.entity_ref, row.fingerprint]));
  }

  /** Keeps what the catalog says of these entities now. */
  async save(entities: readonly DeployEntity[]): Promise<void> {
    for (let start = 0; start < entities.length; start += ROWS_AT_ONCE) {
      const batch = entities.slice(start, start + ROWS_AT_ONCE);
      const targets = batch.flatMap(entity => entity.targets.map(toTargetRow));
      await this.#knex.transaction(async trx => {
        await trx<DeployEntityRow>('deploy_entities')
          .insert(batch.map(toEntityRow))
          .onConflict('entity_ref')
          .merge([
            'uid',
            'name',
            'title',
            'search_text',
            'owner',
            'owners',
            'system',
            'fingerprint',
            'gone_at',
          ]);
        await trx<DeployTargetRow>('deploy_targets')
          .whereIn(
            'entity_ref',
            batch.map(({ entityRef }) => entityRef),
          )
          .delete();
        for (let first = 0; first < targets.length; first += ROWS_AT_ONCE) {
          await trx<DeployTargetRow>('deploy_targets')
            .insert(targets.slice(first, first + ROWS_AT_ONCE))
            .onConflict(['entity_ref', 'environment'])
            .merge();
        }
      });
    }
  }

  /** Notes that the catalog says that these are gone. They are shown no more; what is known of them stays. */
  async markGone(entityRefs: readonly string[]): Promise<void> {
    const now = await databaseNow(this.#knex);
    for (let start = 0; start < entityRefs.length; start += ROWS_AT_ONCE) {
      await this.#knex<DeployEntityRow>('deploy_entities')
        .whereIn('entity_ref', entityRefs.slice(start, start + ROWS_AT_ONCE))
        .whereNull('gone_at')
        .update({ gone_at: now });
    }
  }

  /**
   * Removes what is known of entities that have been gone for so long: states, versions and cells, but neither
   * operations nor the ledger.
   * @returns how many entities went; call again until it is none
   */
  async removeGone(ageMs: number): Promise<number> {
    const before = (await databaseNow(this.#knex)) - ageMs;
    return this.#knex.transaction(async trx => {
      const gone: string[] = await trx<DeployEntityRow>('deploy_entities')
        .where('gone_at', '<', before)
        .limit(ROWS_AT_ONCE)
        .pluck('entity_ref');
      for (const table of [...KNOWN_OF_ENTITIES, 'deploy_entities']) {
        await trx(table).whereIn('entity_ref', gone).delete();
      }
      return gone.length;
    });
  }

  /**
   * The entities to read next: first those that somebody looked at since they were read, then those that were
   * not read for the longest time.
   */
  async listDue(query: {
    checkedBeforeMs: number;
    limit: number;
  }): Promise<string[]> {
    const rows = await this.#knex<DeployEntityRow>('deploy_entities')
      .whereNull('gone_at')
      .where('checked_at', '<=', query.checkedBeforeMs)
      .orderByRaw('CASE WHEN wanted_at > checked_at THEN 0 ELSE 1 END')
      .orderBy('checked_at')
      .orderBy('entity_ref')
      .limit(query.limit)
      .select('entity_ref');
    return rows.map(({ entity_ref }) => entity_ref);
  }

  /** Notes that all environments of an entity were read. */
  async markChecked(entityRef: string): Promise<void> {
    await this.#knex<DeployEntityRow>('deploy_entities')
      .where({ entity_ref: entityRef })
      .update({ checked_at: await databaseNow(this.#knex) });
  }

  /**
   * Notes that somebody looks at these entities, and tells of each whether its observer is to be asked for that: by
   * one viewer of all that look within `maxAgeMs`, on whichever replica.
   */
  async claimViews(
    entityRefs: readonly string[],
    maxAgeMs: number,
  ): Promise<Map<string, ViewClaim>> {
    const claimed = await this.#knex<DeployEntityRow>('deploy_entities')
      .whereIn('entity_ref', [...entityRefs])
      .where('watched_at', '<=', databaseTime(this.#knex, -maxAgeMs))
      .update({
        watched_at: databaseTime(this.#knex),
        wanted_at: databaseTime(this.#knex),
      })
      .returning('entity_ref');
    const claims = new Map<string, ViewClaim>(
      claimed.map(({ entity_ref }) => [entity_ref, 'claimed']),
    );
    const others = entityRefs.filter(entityRef => !claims.has(entityRef));
    if (others.length > 0) {
      const listed: string[] = await this.#knex<DeployEntityRow>(
        'deploy_entities',
      )
        .whereIn('entity_ref', others)
        .whereNull('gone_at')
        .pluck('entity_ref');
      for (const entityRef of others) {
        claims.set(
          entityRef,
          listed.includes(entityRef) ? 'too-soon' : 'unlisted',
        );
      }
    }
    return claims;
  }

  /** The environments that hints of observers are about. */
  async findTargets(
    hints: readonly ObserverHint[],
  ): Promise<{ entityRef: string; environment: string }[]> {
    const applications = hints.flatMap(hint =>
      'argocdApplication' in hint ? [hint.argocdApplication] : [],
    );
    const repositories = hints.flatMap(hint =>
      'repository' in hint ? [toRepositoryText(hint.repository)] : [],
    );
    const query = this.#knex<DeployTargetRow>('deploy_targets')
      .whereIn('argocd_application', applications)
      .orWhereIn('repository', repositories);
    for (const hint of hints) {
      if ('namespace' in hint || 'deployedEntity' in hint) {
        query.orWhere(place => wherePlace(place, hint));
      }
    }
    const rows = await query.select('entity_ref', 'environment');
    return rows.map(row => ({
      entityRef: row.entity_ref,
      environment: row.environment,
    }));
  }

  async now(): Promise<number> {
    return databaseNow(this.#knex);
  }
}

function toEntityRow(entity: DeployEntity): DeployEntityRow {
  const title = entity.title.slice(0, LONGEST_TEXT);
  return {
    entity_ref: entity.entityRef,
    uid: entity.uid ?? null,
    name: entity.name,
    title,
    search_text: `${entity.name} ${title}`.toLocaleLowerCase('en-US'),
    owner: entity.owners.at(0) ?? null,
    owners: toBars(entity.owners),
    system: entity.system ?? null,
    waiting_order: NOTHING_WAITS,
    fingerprint: entityFingerprint(entity),
    checked_at: 0,
    wanted_at: 0,
    watched_at: 0,
    gone_at: null,
  };
}

function wherePlace(
  query: Knex.QueryBuilder,
  place: { cluster?: string } & (
    | { namespace: string }
    | { deployedEntity: string }
  ),
): void {
  const { cluster } = place;
  query.where(
    'namespace' in place
      ? { namespace: place.namespace }
      : { entity_ref: place.deployedEntity },
  );
  if (cluster !== undefined) {
    query.where(known =>
      known.whereNull('cluster').orWhere('cluster', cluster),
    );
  }
}

/** Changes with everything that is kept of an entity. */
export function entityFingerprint(entity: DeployEntity): string {
  return createHash('sha256').update(JSON.stringify(entity)).digest('hex');
}

function toTargetRow(target: DeployTarget): DeployTargetRow {
  return {
    entity_ref: target.entityRef,
    environment: target.environment,
    argocd_application: target.argocdApplication?.slice(0, 255) ?? null,
    namespace: target.namespace.slice(0, 255),
    cluster: target.cluster?.slice(0, 255) ?? null,
    repository:
      target.repository === undefined
        ? null
        : toRepositoryText(target.repository),
  };
}

function toRepositoryText(repository: { owner: string; name: string }): string {
  return `${repository.owner}/${repository.name}`.toLocaleLowerCase('en-US');
}
