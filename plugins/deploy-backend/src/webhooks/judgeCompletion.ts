import { isFinalState } from '@openportal/plugin-deploy-common';
import { OperationRecord } from '../operations/OperationRecord';
import { createCompletionToken, isCompletionToken } from './completionTokens';
import { Completion } from './messages/WebhookMessage';

/** Whether to look because of what a job says, or why not. */
export type CompletionVerdict =
  | { accepted: true }
  | { accepted: false; problem: string };

/**
 * What a job's word is worth. At most it makes the portal look: whether the version runs, the observer says. Whoever
 * knows the secret of the CI and not the token of this operation gets nothing.
 */
export function judgeCompletion(
  completion: Completion,
  record: OperationRecord | undefined,
  key: string,
): CompletionVerdict {
  if (!record) {
    return refused(`No operation '${completion.operationId}' is known`);
  }
  const { operation } = record;
  if (!isCompletionToken(key, completion.token, operation.id)) {
    return refused(`The token does not belong to operation ${operation.id}`);
  }
  for (const field of ['entityRef', 'environment'] as const) {
    const claimed = completion[field];
    if (claimed !== undefined && claimed !== operation[field]) {
      return refused(
        `It is about '${claimed}', and operation ${operation.id} about '${operation[field]}'`,
      );
    }
  }
  return isFinalState(operation.state)
    ? refused(`Operation ${operation.id} is over: it is '${operation.state}'`)
    : { accepted: true };
}

/** Gives the token of an operation, for the job that is started for it. */
export function createTokenSource(
  readKey: () => Promise<string>,
): (record: OperationRecord) => Promise<string> {
  return async ({ operation }) =>
    createCompletionToken(await readKey(), operation.id);
}

function refused(problem: string): CompletionVerdict {
  return { accepted: false, problem };
}
