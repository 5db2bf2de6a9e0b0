import { findFreeze } from '../../gates/freezes';
import { OperationRecord } from '../OperationRecord';
import { StepContext } from './Step';

/** Which freeze holds an operation up now, in words for people; undefined where none does. */
export function explainFreeze(
  { operation, settings }: OperationRecord,
  { config, nowMs }: Pick<StepContext, 'config' | 'nowMs'>,
): string | undefined {
  const freeze = settings.breakGlass?.gates.includes('freeze')
    ? undefined
    : findFreeze(config.freezes, {
        action: operation.kind === 'rollback' ? 'rollback' : 'promote',
        environment: operation.environment,
        now: new Date(nowMs),
      });
  return (
    freeze &&
    `'${operation.environment}' is frozen until ${freeze.endsAt}: ${freeze.reason}`
  );
}
