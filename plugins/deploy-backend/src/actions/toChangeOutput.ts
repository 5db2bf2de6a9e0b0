import { ChangeResponse } from '@openportal/plugin-deploy-common';
import { summarizeOperation } from './ActionContext';

/** The answer to a request for a change, short enough for a model to read. */
export function toChangeOutput(answer: ChangeResponse) {
  return {
    result: answer.result,
    message: answer.message,
    operation:
      answer.result === 'unchanged'
        ? undefined
        : summarizeOperation(answer.operation),
  };
}
