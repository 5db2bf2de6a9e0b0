import { databaseTime, isPostgres } from '@openportal/database-node';
import {
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import { PermissionCriteria } from '@backstage/plugin-permission-common';
import { MatrixState } from '@openportal/plugin-deploy-common';
import { DeploymentFilter } from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';

/** What the filters of the matrix mean to the database. */
export class MatrixConditions {
  readonly #knex: Knex;
  readonly #staleAfterMs: number;

  constructor(options: { knex: Knex; staleAfterMs: number }) {
    this.#knex = options.knex;
    this.#staleAfterMs = options.staleAfterMs;
  }

  /** Cells `c` in a state. */
  whereState(cells: Knex.QueryBuilder, state: MatrixState): void {
    // A query of its own, so that the clock is asked once and not for each row.
    const staleBefore = this.#knex.select(
      databaseTime(this.#knex, -this.#staleAfterMs),
    );
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

  /** Deployments that fit what the permission policy asks for; of the entity `e` where its owners decide. */
  whereCriteria(
    where: Knex.QueryBuilder,
    criteria: PermissionCriteria<DeploymentFilter>,
    environmentColumn: string,
  ): void {
    if (isAndCriteria(criteria)) {
      for (const part of criteria.allOf) {
        where.andWhere(inner =>
          this.whereCriteria(inner, part, environmentColumn),
        );
      }
    } else if (isOrCriteria(criteria)) {
      for (const part of criteria.anyOf) {
        where.orWhere(inner =>
          this.whereCriteria(inner, part, environmentColumn),
        );
      }
    } else if (isNotCriteria(criteria)) {
      where.whereNot(inner =>
        this.whereCriteria(inner, criteria.not, environmentColumn),
      );
    } else if (criteria.key === 'environment') {
      where.whereIn(environmentColumn, criteria.values);
    } else if (criteria.values.length === 0) {
      where.whereRaw('1 = 0');
    } else {
      this.whereOwnedBy(where, criteria.values);
    }
  }

  /** Entities `e` that one of these owns. */
  whereOwnedBy(builder: Knex.QueryBuilder, owners: readonly string[]): void {
    if (isPostgres(this.#knex)) {
      // As the index has it.
      builder.whereRaw("string_to_array(e.owners, '|') && ?::text[]", [
        [...owners],
      ]);
    } else {
      builder.where(where => {
        for (const owner of owners) {
          where.orWhere(inner =>
            this.whereContains(inner, 'e.owners', `|${owner}|`),
          );
        }
      });
    }
  }

  /** Texts that contain another. Not LIKE: names have underscores, which it takes for any character. */
  whereContains(
    builder: Knex.QueryBuilder,
    column: string,
    text: string,
  ): void {
    builder.whereRaw(
      isPostgres(this.#knex) ? 'strpos(??, ?) > 0' : 'instr(??, ?) > 0',
      [column, text],
    );
  }

  /** One of many values: in a single one, since a statement takes no ten thousand. */
  whereOneOf(
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
