/** A number that PostgreSQL gives as text, because it may be larger than JavaScript counts. */
export type BigIntColumn = number | string;

/** Row of the table `operations`. */
export type OperationRow = {
  sequence: BigIntColumn;
  id: string;
  kind: string;
  entity_ref: string;
  environment: string;
  source_environment: string | null;
  from_image: string | null;
  to_image: string;
  requested_by: string;
  channel: string;
  reason: string | null;
  idempotency_key: string | null;
  request_hash: string;
  correlation_id: string;
  mode: string;
  settings: string;
  state: string;
  state_reason: string | null;
  change_ref: string | null;
  change_view: string | null;
  progress: string | null;
  cancel_requested_by: string | null;
  cancel_reason: string | null;
  requested_at: BigIntColumn;
  updated_at: BigIntColumn;
  deadline_at: BigIntColumn | null;
  finished_at: BigIntColumn | null;
  next_at: BigIntColumn;
  attempts: number;
  lease_token: string | null;
  lease_until: BigIntColumn | null;
  late_next_at: BigIntColumn | null;
  late_success_at: BigIntColumn | null;
};

/** Row of the table `approvals`. */
export type ApprovalRow = {
  sequence: BigIntColumn;
  operation_id: string;
  approver: string;
  decision: string;
  image: string;
  diff_hash: string;
  reason: string | null;
  decided_at: BigIntColumn;
  voided_at: BigIntColumn | null;
};

/** Row of the table `ledger`. */
export type LedgerRow = {
  sequence: BigIntColumn;
  operation_id: string;
  entity_ref: string;
  environment: string;
  state: string;
  actor: string | null;
  reason: string | null;
  payload: string;
  recorded_at: BigIntColumn;
  previous_hash: string;
  hash: string;
};

/** Row of the table `outbox`. */
export type OutboxRow = {
  sequence: BigIntColumn;
  dedupe_key: string;
  payload: string;
  created_at: BigIntColumn;
  next_at: BigIntColumn;
  attempts: number;
  delivered_at: BigIntColumn | null;
  dead_at: BigIntColumn | null;
  last_error: string | null;
  lease_token: string | null;
  lease_until: BigIntColumn | null;
  coalesce_key: string | null;
  coalesced_at: BigIntColumn | null;
  delivered_to: string | null;
  operation_id: string | null;
};

/** Row of the table `environment_states`. */
export type EnvironmentStateRow = {
  entity_ref: string;
  environment: string;
  desired: string | null;
  desired_at: BigIntColumn | null;
  desired_error: string | null;
  observed: string | null;
  observed_at: BigIntColumn | null;
  observed_error: string | null;
  checked_at: BigIntColumn;
};

/** Row of the table `healthy_versions`. */
export type HealthyVersionRow = {
  entity_ref: string;
  environment: string;
  image: string;
  first_healthy_at: BigIntColumn;
  last_healthy_at: BigIntColumn;
  healthy_since: BigIntColumn | null;
  healthy_until: BigIntColumn | null;
};

/** Row of the table `version_marks`. */
export type VersionMarkRow = {
  entity_ref: string;
  environment: string;
  image: string;
  operation_id: string;
  reason: string;
  marked_by: string;
  marked_at: BigIntColumn;
};

/** The column as ISO timestamp. */
export function toIso(value: BigIntColumn): string {
  return new Date(Number(value)).toISOString();
}

/** The column as ISO timestamp, where it has a value. */
export function toOptionalIso(
  value: BigIntColumn | null | undefined,
): string | undefined {
  return value === null || value === undefined ? undefined : toIso(value);
}
