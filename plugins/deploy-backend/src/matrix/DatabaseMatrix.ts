import { databaseTime } from '@openportal/database-node';
import { MatrixState, Operation } from '@openportal/plugin-deploy-common';
import { Knex } from 'knex';
import { OperationRow } from '../database/rows';
import { rowsAsJson } from '../database/rowsAsJson';
import { toOperationRecord } from '../database/toOperationRecord';
import {
  DeployCellRow,
  DeployEntityRow,
  NOTHING_WAITS,
} from '../states/fleetRows';
import { MatrixCursor } from './cursor';
import { MatrixConditions } from './MatrixConditions';
import { MatrixScope, mentionsEnvironment } from './MatrixScope';

/** What to list. */
export type MatrixFilter = {
  owner?: string;
  system?: string;
  environment?: string;
  state?: MatrixState;
  search?: string;
};

/** An entity of a page, with its cells in order of promotion. */
export type MatrixEntity = Pick<
  DeployEntityRow,
  'entity_ref' | 'title' | 'owner' | 'owners' | 'system'
> & { waitingOrder: number; cells: MatrixCellRow[] };

/** What is read of a cell. */
export type MatrixCellRow = Omit<DeployCellRow, 'entity_ref'>;

const cellColumns: readonly (keyof MatrixCellRow)[] = [
  'environment',
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
  'behind',
  'behind_key',
  'error',
];

// Of something that takes minutes, more than a screen full is news to nobody.
const MOST_OPERATIONS = 100;

/** Reads pages of the matrix out of what is stored, and asks nobody else. */
export class DatabaseMatrix {
  readonly #knex: Knex;
  readonly #conditions: MatrixConditions;

  constructor(options: { knex: Knex; staleAfterMs: number }) {
    this.#knex = options.knex;
    this.#conditions = new MatrixConditions(options);
  }

  /** The entities that a filter finds with their cells, the oldest waiting change first. */
  async listEntities(query: {
    scope: MatrixScope;
    filter: MatrixFilter;
    cursor?: MatrixCursor;
    limit: number;
  }): Promise<MatrixEntity[]> {
    const { cursor } = query;
    const waiting = this.#waitingOrder(query.scope, query.filter);
    const page = this.#knex
      .from(
        this.#matching(query)
          .select(
            'e.entity_ref',
            'e.title',
            'e.owner',
            'e.owners',
            'e.system',
            waiting,
          )
          .as('found'),
      )
      .select('*')
      .orderBy('waiting_order')
      .orderBy('entity_ref')
      .limit(query.limit);
    if (cursor) {
      page.where(after =>
        after
          .where('waiting_order', '>', cursor.waitingOrder)
          .orWhere(same =>
            same
              .where('waiting_order', cursor.waitingOrder)
              .where('entity_ref', '>', cursor.entityRef),
          ),
      );
    }
    // Around the page, so that no cells are read of what is not on it.
    const rows: (Omit<MatrixEntity, 'cells'> & {
      waiting_order: number | string;
      cells: string;
    })[] = await this.#knex
      .from(page.as('page'))
      .select('*', {
        cells: rowsAsJson(this.#knex, {
          table: 'deploy_cells',
          columns: cellColumns,
          where: 'deploy_cells.entity_ref = page.entity_ref',
        }),
      })
      .orderBy('waiting_order')
      .orderBy('entity_ref');
    return rows.map(row => {
      const cells = JSON.parse(row.cells) as MatrixCellRow[];
      return {
        ...row,
        waitingOrder: Number(row.waiting_order),
        cells: cells.sort((a, b) => a.position - b.position),
      };
    });
  }

  /** How many entities a filter finds, and what time it is by the clock of the database. */
  async count(query: {
    scope: MatrixScope;
    filter: MatrixFilter;
  }): Promise<{ total: number; nowMs: number }> {
    const [{ total, now }] = await this.#matching(query)
      .count({ total: '*' })
      .select({ now: databaseTime(this.#knex) });
    return { total: Number(total), nowMs: Number(now) };
  }

  /** The unfinished operations of what a filter finds, newest first. */
  async listActive(query: {
    scope: MatrixScope;
    filter: MatrixFilter;
  }): Promise<Operation[]> {
    const { environment } = query.filter;
    const rows: OperationRow[] = await this.#knex({ o: 'operations' })
      .select('o.*')
      .whereNull('o.finished_at')
      .whereExists(
        this.#matching({
          ...query,
          filter: { ...query.filter, state: undefined },
        })
          .select(this.#knex.raw('1'))
          .whereRaw('e.entity_ref = o.entity_ref'),
      )
      .modify(builder => {
        if (environment !== undefined) {
          builder.where('o.environment', environment);
        }
        const { criteria } = query.scope;
        if (criteria) {
          builder.join(
            { e: 'deploy_entities' },
            'e.entity_ref',
            'o.entity_ref',
          );
          builder.where(where =>
            this.#conditions.whereCriteria(where, criteria, 'o.environment'),
          );
        }
      })
      .orderBy('o.sequence', 'desc')
      .limit(MOST_OPERATIONS);
    return rows.map(row => toOperationRecord(row).operation);
  }

  /** The entities of a filter, as far as the caller may see one of their environments. */
  #matching(query: {
    scope: MatrixScope;
    filter: MatrixFilter;
  }): Knex.QueryBuilder {
    const { scope, filter } = query;
    const { state } = filter;
    const builder = this.#knex({ e: 'deploy_entities' }).whereNull('e.gone_at');
    if (scope.uids !== undefined) {
      this.#conditions.whereOneOf(builder, 'e.uid', scope.uids);
    }
    if (filter.owner !== undefined) {
      this.#conditions.whereOwnedBy(builder, [filter.owner]);
    }
    if (filter.system !== undefined) {
      builder.where('e.system', filter.system);
    }
    if (filter.search !== undefined) {
      this.#conditions.whereContains(
        builder,
        'e.search_text',
        filter.search.toLocaleLowerCase('en-US'),
      );
    }
    const { criteria } = scope;
    if (
      this.#dependsOnCells(scope, filter) ||
      (state !== undefined && state !== 'waiting')
    ) {
      builder.whereExists(
        this.#visibleCells(scope, filter)
          .select(this.#knex.raw('1'))
          .modify(cells => {
            if (state !== undefined) {
              this.#conditions.whereState(cells, state);
            }
          }),
      );
      return builder;
    }
    if (state === 'waiting') {
      // Kept with the entity, so that no cell is looked at.
      builder.where('e.waiting_order', '<', NOTHING_WAITS);
    }
    if (criteria) {
      builder.where(where =>
        this.#conditions.whereCriteria(where, criteria, 'e.entity_ref'),
      );
    }
    return builder;
  }

  /** Since when the oldest change waits that the caller sees. Kept with the entity where all of it is seen. */
  #waitingOrder(scope: MatrixScope, filter: MatrixFilter): Knex.Raw {
    if (!this.#dependsOnCells(scope, filter)) {
      return this.#knex.raw('e.waiting_order AS waiting_order');
    }
    return this.#knex.raw('COALESCE((?), ?) AS waiting_order', [
      this.#visibleCells(scope, filter).min('c.waiting_since'),
      NOTHING_WAITS,
    ]);
  }

  #dependsOnCells(scope: MatrixScope, filter: MatrixFilter): boolean {
    return (
      filter.environment !== undefined ||
      (scope.criteria !== undefined && mentionsEnvironment(scope.criteria))
    );
  }

  /** The cells of the entity `e` that the caller may see and asked for. */
  #visibleCells(scope: MatrixScope, filter: MatrixFilter): Knex.QueryBuilder {
    const { criteria } = scope;
    const cells = this.#knex({ c: 'deploy_cells' }).whereRaw(
      'c.entity_ref = e.entity_ref',
    );
    if (filter.environment !== undefined) {
      cells.where('c.environment', filter.environment);
    }
    if (criteria) {
      cells.where(where =>
        this.#conditions.whereCriteria(where, criteria, 'c.environment'),
      );
    }
    return cells;
  }
}
