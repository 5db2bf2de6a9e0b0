import { BigIntColumn } from '../database/rows';

/** Stands for "no change waits": later than every moment, so that plain order puts it last on every database. */
export const NOTHING_WAITS = Number.MAX_SAFE_INTEGER;

/** Row of the table `deploy_entities`. */
export type DeployEntityRow = {
  entity_ref: string;
  uid: string | null;
  name: string;
  title: string;
  search_text: string;
  owner: string | null;
  owners: string;
  system: string | null;
  waiting_order: BigIntColumn;
  fingerprint: string;
  checked_at: BigIntColumn;
  wanted_at: BigIntColumn;
  watched_at: BigIntColumn;
  gone_at: BigIntColumn | null;
};

/** Row of the table `deploy_targets`. */
export type DeployTargetRow = {
  entity_ref: string;
  environment: string;
  argocd_application: string | null;
  namespace: string;
  cluster: string | null;
  repository: string | null;
};

/** Row of the table `deploy_cells`. */
export type DeployCellRow = {
  entity_ref: string;
  environment: string;
  position: number;
  version: string | null;
  image: string | null;
  observed_version: string | null;
  health: string;
  sync: string;
  /** SQLite has numbers for truth. */
  drift: boolean | number | null;
  observed_at: BigIntColumn | null;
  since: BigIntColumn | null;
  waiting_version: string | null;
  waiting_since: BigIntColumn | null;
  behind: number | null;
  behind_key: string | null;
  error: string | null;
};

/** Row of the table `environment_histories`. */
export type EnvironmentHistoryRow = {
  entity_ref: string;
  environment: string;
  image: string;
  entries: string;
  read_at: BigIntColumn;
};

/** Row of the table `image_presences`. */
export type ImagePresenceRow = {
  image: string;
  state: string;
  digest: string | null;
  reason: string | null;
  source_commit: string | null;
  checked_at: BigIntColumn;
};

/** A list of texts as one text, so that `contains` finds each of them and no part of one. */
export function toBars(values: readonly string[]): string {
  return values.length === 0 ? '' : `|${values.join('|')}|`;
}
