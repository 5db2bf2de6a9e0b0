import { databaseTime } from '@openportal/database-node';
import { Knex } from 'knex';
import {
  EnvironmentStateRow,
  HealthyVersionRow,
  VersionMarkRow,
} from '../database/rows';
import { rowsAsJson } from '../database/rowsAsJson';
import {
  DeployCellRow,
  EnvironmentHistoryRow,
  ImagePresenceRow,
} from './fleetRows';

/** The rows of an entity, by what they are about. */
type Rows = {
  states: Omit<EnvironmentStateRow, 'entity_ref'>;
  healthy: Omit<HealthyVersionRow, 'entity_ref'>;
  histories: Omit<EnvironmentHistoryRow, 'entity_ref'>;
  marks: Omit<VersionMarkRow, 'entity_ref' | 'operation_id'>;
  cells: Pick<
    DeployCellRow,
    'environment' | 'position' | 'image' | 'behind' | 'behind_key'
  >;
  /** Of images that some environment should run. */
  presences: ImagePresenceRow;
};

/** All rows about an entity, and what time it was when they were read. */
export type AppRows = { [Name in keyof Rows]: Rows[Name][] } & {
  nowMs: number;
};

const ofEntity = 'entity_ref = ?';
const parts: {
  [Name in keyof Rows]: {
    table: string;
    columns: (keyof Rows[Name] & string)[];
    where: string;
  };
} = {
  states: {
    table: 'environment_states',
    columns: [
      'environment',
      'desired',
      'desired_at',
      'desired_error',
      'observed',
      'observed_at',
      'observed_error',
      'checked_at',
    ],
    where: ofEntity,
  },
  healthy: {
    table: 'healthy_versions',
    columns: [
      'environment',
      'image',
      'first_healthy_at',
      'last_healthy_at',
      'healthy_since',
      'healthy_until',
    ],
    where: ofEntity,
  },
  histories: {
    table: 'environment_histories',
    columns: ['environment', 'image', 'entries', 'read_at'],
    where: ofEntity,
  },
  marks: {
    table: 'version_marks',
    columns: ['environment', 'image', 'reason', 'marked_by', 'marked_at'],
    where: ofEntity,
  },
  cells: {
    table: 'deploy_cells',
    columns: ['environment', 'position', 'image', 'behind', 'behind_key'],
    where: ofEntity,
  },
  presences: {
    table: 'image_presences',
    columns: [
      'image',
      'state',
      'digest',
      'reason',
      'source_commit',
      'checked_at',
    ],
    where: `image IN (SELECT image FROM deploy_cells WHERE ${ofEntity})`,
  },
};
const names = Object.keys(parts) as (keyof Rows)[];

/**
 * Reads all rows about an entity by one statement, since a page is painted of all of them.
 */
export async function readAppRows(
  knex: Knex,
  entityRef: string,
): Promise<AppRows> {
  const row = await knex
    .select({
      now: databaseTime(knex),
      ...Object.fromEntries(
        names.map(name => [name, rowsAsJson(knex, parts[name], [entityRef])]),
      ),
    })
    .first<Record<keyof Rows, string> & { now: number | string }>();
  const parsed = Object.fromEntries(
    names.map(name => [name, JSON.parse(row[name])]),
  ) as { [Name in keyof Rows]: Rows[Name][] };
  return { ...parsed, nowMs: Number(row.now) };
}
