import {
  canTransition,
  isFinalState,
  isSameImage,
} from '@openportal/plugin-deploy-common';
import { Knex } from 'knex';
import { LedgerRow, OperationRow, OutboxRow } from '../../database/rows';
import { toState } from '../../database/toOperationRecord';
import { Interleaving } from './Interleaving';

/** Which invariants of operations the end of an interleaving violates, in words. */
export async function findViolations(
  knex: Knex,
  { entityRef, git }: Interleaving,
): Promise<string[]> {
  const operations = await knex<OperationRow>('operations')
    .where({ entity_ref: entityRef })
    .orderBy('sequence');
  const [ledger, outbox] = await Promise.all([
    // By the index that there is: the ledger of ten thousand rounds is long.
    knex<LedgerRow>('ledger')
      .whereIn(
        'operation_id',
        operations.map(({ id }) => id),
      )
      .orderBy('sequence'),
    knex<OutboxRow>('outbox').whereIn(
      'dedupe_key',
      operations.map(({ id, state }) => `${id}:${state}`),
    ),
  ]);
  return [
    ...operations.flatMap(operation => [
      ...findEnds(operation, ledger, outbox),
      ...findEffects(operation, ledger, git),
    ]),
    ...findOverlaps(operations),
    ...findLostVersions(operations, git),
  ];
}

/** Invariant 1: at most one active operation of an environment. */
function findOverlaps(operations: OperationRow[]): string[] {
  return operations.flatMap((operation, index) => {
    const next = operations.at(index + 1);
    return next && Number(operation.finished_at) > Number(next.requested_at)
      ? [`${operation.id} and ${next.id} were active at once`]
      : [];
  });
}

/** Invariant 5: exactly one end, with a reason, reached by transitions of the table; and told exactly once. */
function findEnds(
  operation: OperationRow,
  ledger: LedgerRow[],
  outbox: OutboxRow[],
): string[] {
  const states = ledger
    .filter(row => row.operation_id === operation.id && !isLate(row))
    .map(row => toState(row.state));
  const ends = states.filter(isFinalState);
  const finalMessages = outbox.filter(
    row => row.dedupe_key === `${operation.id}:${operation.state}`,
  );
  const problems: string[] = [];
  if (
    operation.finished_at === null ||
    !isFinalState(toState(operation.state))
  ) {
    problems.push(`${operation.id} never ended: it is '${operation.state}'`);
  }
  if (ends.length !== 1 || ends[0] !== operation.state) {
    problems.push(`${operation.id} has the ends ${ends.join(', ')}`);
  }
  if (!operation.state_reason) {
    problems.push(
      `${operation.id} ended as '${operation.state}' without a reason`,
    );
  }
  if (states[0] !== 'requested') {
    problems.push(`${operation.id} began as '${states[0]}'`);
  }
  states.forEach((state, index) => {
    const next = states.at(index + 1);
    // Decisions are written down in the state that they are made in.
    if (next && next !== state && !canTransition(state, next)) {
      problems.push(`${operation.id} went from '${state}' to '${next}'`);
    }
  });
  if (finalMessages.length !== 1) {
    problems.push(`${operation.id} has ${finalMessages.length} final messages`);
  }
  return problems;
}

/** Invariants 3, 4 and 6: one change at most, of what its author saw, and none where nothing changes. */
function findEffects(
  operation: OperationRow,
  ledger: LedgerRow[],
  git: Interleaving['git'],
): string[] {
  const problems: string[] = [];
  const commits = git.commits.filter(
    commit => commit.operationId === operation.id,
  );
  const pulls = git.pullRequests.filter(
    ({ change }) => change.operationId === operation.id,
  );
  if (commits.length > 1 || pulls.length > 1) {
    problems.push(
      `${operation.id} made ${commits.length} commits and ${pulls.length} pull requests`,
    );
  }
  for (const commit of commits) {
    if (!isSameImage(commit.image, operation.to_image)) {
      problems.push(`${operation.id} wrote '${commit.image}'`);
    }
    const before = git.commits[git.commits.indexOf(commit) - 1];
    if (isSameImage(before.image, commit.image)) {
      problems.push(`${operation.id} wrote what was there`);
    }
    if (
      operation.mode === 'direct' &&
      !isSameImage(before.image, operation.from_image ?? '')
    ) {
      problems.push(
        `${operation.id} replaced '${before.image}', and its author saw '${operation.from_image}'`,
      );
    }
  }
  // A request that was on its way when its worker lost the lease cannot be called back, only found and told.
  const isTold = ledger.some(
    row => row.operation_id === operation.id && isLateEffect(row),
  );
  if (
    (commits.length > 0 || pulls.some(({ state }) => state === 'open')) &&
    ['cancelled', 'rejected'].includes(operation.state) &&
    !isTold
  ) {
    problems.push(`${operation.id} is '${operation.state}', and in git`);
  }
  if (pulls.some(({ state }) => state === 'open')) {
    problems.push(`${operation.id} is over, and its pull request is open`);
  }
  return problems;
}

/** A success is a success: the version was written, by it or by somebody before it. */
function findLostVersions(
  operations: OperationRow[],
  git: Interleaving['git'],
): string[] {
  return operations.flatMap(operation =>
    operation.state === 'succeeded' &&
    !git.commits.some(({ image }) => isSameImage(image, operation.to_image))
      ? [
          `${operation.id} succeeded, and git never said '${operation.to_image}'`,
        ]
      : [],
  );
}

function isLateEffect({ payload }: LedgerRow): boolean {
  return 'lateEffect' in (JSON.parse(payload) as object);
}

/** What was learned after the end. */
function isLate(row: LedgerRow): boolean {
  return (
    isLateEffect(row) || 'lateSuccess' in (JSON.parse(row.payload) as object)
  );
}
