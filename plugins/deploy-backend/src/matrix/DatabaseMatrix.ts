import { isPostgres } from '@openportal/database-node';
import { Operation } from '@openportal/plugin-deploy-common';
import {
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import { PermissionCriteria } from '@backstage/plugin-permission-common';
import { MatrixState } from '@openportal/plugin-deploy-common';
import { DeploymentFilter } from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { OperationRow } from '../database/rows';
import { toOperationRecord } from '../database/toOperationRecord';
import {
  DeployCellRow,
  DeployEntityRow,
  NOTHING_WAITS,
} from '../states/fleetRows';
import { MatrixCursor } from './cursor';
import { MatrixScope, mentionsEnvironment } from './MatrixScope';

/** What to list. */
export type MatrixFilter = {
  owner?: string;
  system?: string;
  environment?: string;
  state?: MatrixState;
  search?: string;
};

/** An entity of a page. */
export type MatrixEntity = Pick<
  DeployEntityRow,
  'entity_ref' | 'title' | 'owner' | 'owners' | 'system'
> & { waitingOrder: number };

// Of something that takes minutes, more than a screen full is news to nobody.
const MOST_OPERATIONS = 100;

/** Reads pages of the matrix: one query for its entities, one for their cells, and neither asks anybody else. */
export class DatabaseMatrix {
  readonly #knex: Knex;
  readonly #staleAfterMs: number;

  constructor(options: { knex: Knex; staleAfterMs: number }) {
    this.#knex = options.knex;
    this.#staleAfterMs = options.staleAfterMs;
  }

  /** The entities that a filter finds, the oldest waiting change first. */
  async listEntities(query: {
    scope: MatrixScope;
    filter: MatrixFilter;
    nowMs: number;
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
    const rows: (MatrixEntity & { waiting_order: number | string })[] =
      await page.select('*');
    return rows.map(row => ({
      ...row,
      waitingOrder: Number(row.waiting_order),
    }));
  }

  /** How many entities a filter finds. */
  async count(query: {
    scope: MatrixScope;
    filter: MatrixFilter;
    nowMs: number;
  }): Promise<number> {
    const [{ total }] = await this.#matching(query).count({ total: '*' });
    return Number(total);
  }

  /** The cells of some entities, each in order of promotion. */
  async listCells(entityRefs: readonly string[]): Promise<DeployCellRow[]> {
    return this.#knex<DeployCellRow>('deploy_cells')
      .whereIn('entity_ref', [...entityRefs])
      .orderBy('entity_ref')
      .orderBy('position');
  }

  /** The unfinished operations of what a filter finds, newest first. */
  async listActive(query: {
    scope: MatrixScope;
    filter: MatrixFilter;
    nowMs: number;
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
            this.#whereCriteria(where, criteria, 'o.environment'),
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
    nowMs: number;
  }): Knex.QueryBuilder {
    const { scope, filter, nowMs } = query;
    const { state } = filter;
    const builder = this.#knex({ e: 'deploy_entities' }).whereNull('e.gone_at');
    if (scope.uids !== undefined) {
      this.#whereOneOf(builder, 'e.uid', scope.uids);
    }
    if (filter.owner !== undefined) {
      this.#whereOwnedBy(builder, [filter.owner]);
    }
    if (filter.system !== undefined) {
      builder.where('e.system', filter.system);
    }
    if (filter.search !== undefined) {
      this.#whereContains(
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
              this.#whereState(cells, state, nowMs);
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
        this.#whereCriteria(where, criteria, 'e.entity_ref'),
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
        this.#whereCriteria(where, criteria, 'c.environment'),
      );
    }
    return cells;
  }

  #whereState(
    cells: Knex.QueryBuilder,
    state: MatrixState,
    nowMs: number,
  ): void {
    const staleBefore = nowMs - this.#staleAfterMs;
    const fresh = (where: Knex.QueryBuilder) =>
      where.where('c.observed_at', '>', staleBefore);
    switch (state) {
      case 'waiting':
        cells.whereNotNull('c.waiting_since');
        break;
      case 'drift':
        cells.where('c.drift', true);
        break;
      case 'stale':
        cells.where(where =>
          where
            .whereNull('c.observed_at')
            .orWhere('c.observed_at', '<=', staleBefore),
        );
        break;
      case 'degraded':
        // What should run and is not there is no better than what fails.
        cells.where(where =>
          where
            .where('c.health', 'degraded')
            .orWhere(missing =>
              missing.where('c.health', 'missing').whereNotNull('c.image'),
            ),
        );
        break;
      default:
        cells.where('c.health', state).where(fresh);
    }
  }

  #whereCriteria(
    where: Knex.QueryBuilder,
    criteria: PermissionCriteria<DeploymentFilter>,
    environmentColumn: string,
  ): void {
    if (isAndCriteria(criteria)) {
      for (const part of criteria.allOf) {
        where.andWhere(inner =>
          this.#whereCriteria(inner, part, environmentColumn),
        );
      }
    } else if (isOrCriteria(criteria)) {
      for (const part of criteria.anyOf) {
        where.orWhere(inner =>
          this.#whereCriteria(inner, part, environmentColumn),
        );
      }
    } else if (isNotCriteria(criteria)) {
      where.whereNot(inner =>
        this.#whereCriteria(inner, criteria.not, environmentColumn),
      );
    } else if (criteria.key === 'environment') {
      where.whereIn(environmentColumn, criteria.values);
    } else if (criteria.values.length === 0) {
      where.whereRaw('1 = 0');
    } else {
      this.#whereOwnedBy(where, criteria.values);
    }
  }

  /** Entities that one of these owns. */
  #whereOwnedBy(
    builder: Knex.QueryBuilder,
    owners: readonly string[],
  ): void {
    if (isPostgres(this.#knex)) {
      // As the index has it.
      builder.whereRaw("string_to_array(e.owners, '|') && ?::text[]", [
        [...owners],
      ]);
    } else {
      builder.where(where => {
        for (const owner of owners) {
          where.orWhere(inner =>
            this.#whereContains(inner, 'e.owners', `|${owner}|`),
          );
        }
      });
    }
  }

  /** Not LIKE: names have underscores, which it takes for any character. */
  #whereContains(
    builder: Knex.QueryBuilder,
    column: string,
    text: string,
  ): void {
    builder.whereRaw(
      isPostgres(this.#knex) ? 'strpos(??, ?) > 0' : 'instr(??, ?) > 0',
      [column, text],
    );
  }

  /** In one value, since a statement takes no ten thousand. */
  #whereOneOf(
    builder: Knex.QueryBuilder,
    column: string,
    values: readonly string[],
  ): void {
    if (isPostgres(this.#knex)) {
      builder.whereRaw('?? = ANY(?)', [column, [...values]]);
    } else {
      builder.whereRaw('?? IN (SELECT value FROM json_each(?))', [
        column,
        JSON.stringify(values),
      ]);
    }
  }
}
