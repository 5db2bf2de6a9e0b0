import { Knex } from 'knex';
import {
  DeployCellRow,
  DeployEntityRow,
  NOTHING_WAITS,
} from '../states/fleetRows';
import { Cell, EarlierCell } from './toCells';

const LONGEST_VERSION = 255;

/** A difference that nobody counted the commits of yet. */
export type UncountedCell = {
  entityRef: string;
  environment: string;
  fromImage: string;
  toImage: string;
};

/** The cells of the matrix, in the database. */
export class DatabaseCellStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabaseCellStore {
    return new DatabaseCellStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async listEarlier(entityRef: string): Promise<EarlierCell[]> {
    const rows = await this.#cells().where({ entity_ref: entityRef });
    return rows.map(row => ({
      environment: row.environment,
      image: row.image ?? undefined,
      waitingSinceMs:
        row.waiting_since === null ? undefined : Number(row.waiting_since),
    }));
  }

  /** Replaces the cells of an application, and notes since when its oldest change waits. */
  async save(entityRef: string, cells: readonly Cell[]): Promise<void> {
    const waiting = cells.flatMap(({ waitingSinceMs }) => waitingSinceMs ?? []);
    await this.#knex.transaction(async trx => {
      await trx<DeployCellRow>('deploy_cells')
        .where({ entity_ref: entityRef })
        .whereNotIn(
          'environment',
          cells.map(({ environment }) => environment),
        )
        .delete();
      if (cells.length > 0) {
        await trx<DeployCellRow>('deploy_cells')
          .insert(cells.map(cell => toRow(entityRef, cell)))
          .onConflict(['entity_ref', 'environment'])
          // Not what counts commits: that stays until it was counted again.
          .merge([
            'position',
            'version',
            'image',
            'observed_version',
            'health',
            'sync',
            'drift',
            'observed_at',
            'since',
            'waiting_version',
            'waiting_since',
            'error',
          ]);
      }
      await trx<DeployEntityRow>('deploy_entities')
        .where({ entity_ref: entityRef })
        .update({ waiting_order: Math.min(NOTHING_WAITS, ...waiting) });
    });
  }

  /** The environments of an application whose missing commits were not counted yet. */
  async listUncounted(entityRef: string): Promise<UncountedCell[]> {
    const rows = await this.#cells()
      .where({ entity_ref: entityRef })
      .orderBy('position');
    return rows.flatMap((row, index): UncountedCell[] => {
      const from = rows[index - 1]?.image;
      return row.waiting_since !== null &&
        row.image !== null &&
        from !== undefined &&
        from !== null &&
        row.behind_key !== behindKey(from, row.image)
        ? [
            {
              entityRef,
              environment: row.environment,
              fromImage: from,
              toImage: row.image,
            },
          ]
        : [];
    });
  }

  /** Keeps how many commits an environment lacks; undefined where that cannot be told. */
  async saveBehind(
    cell: UncountedCell,
    behind: number | undefined,
  ): Promise<void> {
    await this.#cells()
      .where({ entity_ref: cell.entityRef, environment: cell.environment })
      .update({
        behind: behind ?? null,
        behind_key: behindKey(cell.fromImage, cell.toImage),
      });
  }

  #cells() {
    return this.#knex<DeployCellRow>('deploy_cells');
  }
}

/** How many commits each environment lacks of the one before it, where that was counted for these images. */
export function toBehind(
  cells: readonly Pick<
    DeployCellRow,
    'environment' | 'position' | 'image' | 'behind' | 'behind_key'
  >[],
): Map<string, number> {
  const rows = [...cells].sort((a, b) => a.position - b.position);
  return new Map(
    rows.flatMap((row, index): [string, number][] =>
      row.behind !== null &&
      index > 0 &&
      row.behind_key === behindKey(rows[index - 1].image, row.image)
        ? [[row.environment, row.behind]]
        : [],
    ),
  );
}

/** What a number of commits was counted for: another image on either side makes it old. */
export function behindKey(
  from: string | null | undefined,
  to: string | null | undefined,
): string {
  return `${from ?? ''} ${to ?? ''}`;
}

function toRow(entityRef: string, cell: Cell): DeployCellRow {
  return {
    entity_ref: entityRef,
    environment: cell.environment,
    position: cell.position,
    version: shorten(cell.version),
    image: cell.image ?? null,
    observed_version: shorten(cell.observedVersion),
    health: cell.health,
    sync: cell.sync,
    drift: cell.drift ?? null,
    observed_at: cell.observedAtMs ?? null,
    since: cell.sinceMs ?? null,
    waiting_version: shorten(cell.waitingVersion),
    waiting_since: cell.waitingSinceMs ?? null,
    behind: null,
    behind_key: null,
    error: cell.error?.slice(0, 1000) ?? null,
  };
}

function shorten(version: string | undefined): string | null {
  return version?.slice(0, LONGEST_VERSION) ?? null;
}
