import { OperationApproval } from '@openportal/plugin-deploy-common';
import { Knex } from 'knex';
import { NotApprovableError } from '../errors/DeployErrors';
import { OperationRecord } from '../operations/OperationRecord';
import { ApprovalRow, toIso, toOptionalIso } from './rows';

/** What somebody decided about an operation, and what that person saw. */
export type Decision = {
  by: string;
  decision: OperationApproval['decision'];
  /** Image that the decision is about. */
  version: string;
  diffHash: string;
  reason?: string;
};

/** The decisions about each of these operations, oldest first, those included that lost their effect. */
export async function listApprovals(
  knex: Knex,
  operationIds: string[],
): Promise<Map<string, OperationApproval[]>> {
  const found = new Map<string, OperationApproval[]>();
  if (operationIds.length === 0) {
    return found;
  }
  const rows = await knex<ApprovalRow>('approvals')
    .whereIn('operation_id', operationIds)
    .orderBy('sequence');
  for (const row of rows) {
    found.set(row.operation_id, [
      ...(found.get(row.operation_id) ?? []),
      toApproval(row),
    ]);
  }
  return found;
}

/**
 * Writes a decision down, inside a transaction that holds the row of the operation. Who decides again replaces
 * the decision before.
 *
 * @returns false where the same person has decided the same already
 * @throws NotApprovableError where the operation does not wait for a decision, or about something else
 */
export async function insertDecision(
  trx: Knex.Transaction,
  record: OperationRecord,
  decision: Decision,
  now: number,
): Promise<boolean> {
  const { operation } = record;
  assertDecidable(record, decision);
  const own = operation.approval?.items.find(
    item => item.by === decision.by && item.voidedAt === undefined,
  );
  if (own?.decision === decision.decision) {
    return false;
  }
  await trx<ApprovalRow>('approvals')
    .where({ operation_id: operation.id, approver: decision.by })
    .whereNull('voided_at')
    .update({ voided_at: now });
  await trx<ApprovalRow>('approvals').insert({
    operation_id: operation.id,
    approver: decision.by,
    decision: decision.decision,
    image: decision.version,
    diff_hash: decision.diffHash,
    reason: decision.reason ?? null,
    decided_at: now,
  });
  return true;
}

/** Takes the effect of all decisions away, because what they were about changed. The number of them. */
export async function voidDecisions(
  trx: Knex.Transaction,
  operationId: string,
  now: number,
): Promise<number> {
  return trx<ApprovalRow>('approvals')
    .where({ operation_id: operationId })
    .whereNull('voided_at')
    .update({ voided_at: now });
}

function assertDecidable(record: OperationRecord, decision: Decision): void {
  const { operation } = record;
  const { approval } = operation;
  if (!approval || operation.state !== 'awaiting-approval') {
    throw new NotApprovableError(
      operation,
      approval
        ? `it is '${operation.state}'`
        : 'the portal does not collect its approvals',
    );
  }
  if (operation.cancelRequestedBy !== undefined) {
    throw new NotApprovableError(
      operation,
      `'${operation.cancelRequestedBy}' has cancelled it`,
    );
  }
  if (decision.version !== operation.to.image) {
    throw new NotApprovableError(
      operation,
      `it is about '${operation.to.image}', and not about '${decision.version}'. Look again`,
    );
  }
  if (decision.diffHash !== approval.diffHash) {
    throw new NotApprovableError(
      operation,
      `what would change is not what you saw: its hash is '${approval.diffHash}', and not '${decision.diffHash}'. Look again`,
    );
  }
}

function toApproval(row: ApprovalRow): OperationApproval {
  return {
    by: row.approver,
    decision: row.decision === 'rejected' ? 'rejected' : 'approved',
    at: toIso(row.decided_at),
    version: row.image,
    diffHash: row.diff_hash,
    reason: row.reason ?? undefined,
    voidedAt: toOptionalIso(row.voided_at),
  };
}
