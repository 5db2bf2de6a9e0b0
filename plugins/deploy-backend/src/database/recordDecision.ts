import { Knex } from 'knex';
import { approvalsVoidedEvent } from '../notifications/toDeployEvent';
import { OperationRecord } from '../operations/OperationRecord';
import { Decision, voidDecisions } from './approvals';
import { appendToLedger } from './ledger';
import { insertMessage } from './insertMessage';
import { toRecord } from './readOperations';
import { OperationRow } from './rows';

/** Writes a decision to the ledger, in its transaction: who said what about which version and difference. */
export async function recordDecision(
  trx: Knex.Transaction,
  { operation }: OperationRecord,
  decision: Decision,
  now: number,
): Promise<void> {
  const reason = decision.reason === undefined ? '' : `: ${decision.reason}`;
  await appendToLedger(trx, {
    operationId: operation.id,
    entityRef: operation.entityRef,
    environment: operation.environment,
    state: operation.state,
    actor: decision.by,
    reason: `${
      decision.decision === 'approved' ? 'Approved' : 'Rejected'
    }${reason}`,
    payload: {
      decision: decision.decision,
      version: decision.version,
      diffHash: decision.diffHash,
    },
    recordedAt: now,
  });
}

/** Takes the effect of the decisions about an operation away, and tells everybody. Nothing where there are none. */
export async function recordVoid(
  trx: Knex.Transaction,
  row: OperationRow,
  reason: string,
  now: number,
): Promise<void> {
  const voided = await voidDecisions(trx, row.id, now);
  if (voided === 0) {
    return;
  }
  const record = await toRecord(trx, row);
  const { operation } = record;
  await insertMessage(
    trx,
    approvalsVoidedEvent(record, { reason, at: now }),
    now,
  );
  await appendToLedger(trx, {
    operationId: operation.id,
    entityRef: operation.entityRef,
    environment: operation.environment,
    state: operation.state,
    reason: `Approvals lost their effect: ${reason}`,
    payload: { voided, diffHash: operation.approval?.diffHash },
    recordedAt: now,
  });
}
