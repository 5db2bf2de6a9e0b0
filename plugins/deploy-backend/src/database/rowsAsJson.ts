import { isPostgres } from '@openportal/database-node';
import { Knex } from 'knex';

/** Rows of a table that belong to something. */
export type JsonRows = {
  table: string;
  columns: readonly string[];
  /** Condition in SQL, with a question mark for each binding. */
  where: string;
};

/**
 * Rows of a table as one text of JSON, a list of objects in no particular order: a part of a statement about something
 * else. A statement costs the backend much more than the few rows that it is about. Numbers of 64 bits come as numbers.
 */
export function rowsAsJson(
  knex: Knex,
  { table, columns, where }: JsonRows,
  bindings: readonly string[] = [],
): Knex.Raw {
  const [collect, build, text] = isPostgres(knex)
    ? ['json_agg', 'json_build_object', '::text']
    : ['json_group_array', 'json_object', ''];
  const fields = columns.map(column => `'${column}', "${column}"`).join(', ');
  return knex.raw(
    `COALESCE((SELECT ${collect}(${build}(${fields})) FROM ${table} WHERE ${where})${text}, '[]')`,
    [...bindings],
  );
}
