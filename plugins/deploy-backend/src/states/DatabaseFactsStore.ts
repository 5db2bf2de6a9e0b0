import { databaseNow } from '@openportal/database-node';
import {
  ArtifactPresence,
  DesiredVersionHistoryEntry,
} from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { EnvironmentHistoryRow, ImagePresenceRow } from './fleetRows';

// Longer ones are no image references that anybody writes.
const LONGEST_IMAGE = 1024;
const IMAGES_AT_ONCE = 500;

/** What git said of the earlier versions of an environment, and while which image was desired. */
type StoredHistory = {
  environment: string;
  image: string;
  entries: DesiredVersionHistoryEntry[];
  readAtMs: number;
};

/** What a registry said of an image. */
export type StoredPresence = {
  presence: ArtifactPresence;
  sourceCommit?: string;
  checkedAtMs: number;
};

/** What git hosts and registries said, so that a page does not ask them. */
export class DatabaseFactsStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabaseFactsStore {
    return new DatabaseFactsStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async listHistories(entityRef: string): Promise<StoredHistory[]> {
    const rows = await this.#knex<EnvironmentHistoryRow>(
      'environment_histories',
    ).where({ entity_ref: entityRef });
    return rows.map(toStoredHistory);
  }

  async saveHistory(
    key: { entityRef: string; environment: string },
    history: {
      image: string;
      entries: DesiredVersionHistoryEntry[];
      /** When git was asked. Defaults to now. */
      readAtMs?: number;
    },
  ): Promise<void> {
    await this.#knex<EnvironmentHistoryRow>('environment_histories')
      .insert({
        entity_ref: key.entityRef,
        environment: key.environment,
        image: history.image.slice(0, LONGEST_IMAGE),
        entries: JSON.stringify(history.entries),
        read_at: history.readAtMs ?? (await databaseNow(this.#knex)),
      })
      .onConflict(['entity_ref', 'environment'])
      .merge();
  }

  async listPresences(
    images: readonly string[],
  ): Promise<Map<string, StoredPresence>> {
    const found = new Map<string, StoredPresence>();
    const distinct = [...new Set(images)];
    for (let start = 0; start < distinct.length; start += IMAGES_AT_ONCE) {
      const rows = await this.#knex<ImagePresenceRow>(
        'image_presences',
      ).whereIn('image', distinct.slice(start, start + IMAGES_AT_ONCE));
      for (const row of rows) {
        found.set(row.image, toStoredPresence(row));
      }
    }
    return found;
  }

  /** Keeps what a registry said. What could not be asked leaves what it said before. */
  async savePresence(
    image: string,
    presence: ArtifactPresence,
    sourceCommit?: string,
  ): Promise<void> {
    if (image.length > LONGEST_IMAGE) {
      return;
    }
    const row: ImagePresenceRow = {
      image,
      state: presence.state,
      digest: presence.state === 'present' ? presence.digest : null,
      reason:
        presence.state === 'unknown' ? presence.reason.slice(0, 1000) : null,
      source_commit: sourceCommit?.slice(0, 64) ?? null,
      checked_at: await databaseNow(this.#knex),
    };
    const insert = this.#knex<ImagePresenceRow>('image_presences')
      .insert(row)
      .onConflict('image');
    if (presence.state === 'unknown') {
      await insert.ignore();
    } else if (sourceCommit === undefined) {
      // A registry that no longer tells the commit does not make it untrue.
      await insert.merge(['state', 'digest', 'reason', 'checked_at']);
    } else {
      await insert.merge();
    }
  }
}

/** What git said of an environment, as it is stored. */
export function toStoredHistory(
  row: Omit<EnvironmentHistoryRow, 'entity_ref'>,
): StoredHistory {
  return {
    environment: row.environment,
    image: row.image,
    entries: JSON.parse(row.entries) as DesiredVersionHistoryEntry[],
    readAtMs: Number(row.read_at),
  };
}

/** What a registry said of an image, as it is stored. */
export function toStoredPresence(row: ImagePresenceRow): StoredPresence {
  return {
    presence: toPresence(row),
    sourceCommit: row.source_commit ?? undefined,
    checkedAtMs: Number(row.checked_at),
  };
}

function toPresence(row: ImagePresenceRow): ArtifactPresence {
  if (row.state === 'present' && row.digest !== null) {
    return { state: 'present', digest: row.digest };
  }
  return row.state === 'missing'
    ? { state: 'missing' }
    : { state: 'unknown', reason: row.reason ?? 'it was not asked yet' };
}
