import { Environment } from '@openportal/plugin-deploy-common';
import { GivenApprovals } from '../gates/GateFacts';
import { OperationRecord } from './OperationRecord';

/**
 * The approvals of the portal that count for what is to be written now: of exactly this version and difference,
 * once for each person, without those who must not. Of the request's rule and today's the stricter one holds.
 */
export function countGivenApprovals(
  record: OperationRecord,
  environment: Pick<Environment, 'protection'>,
): GivenApprovals {
  const { operation, settings } = record;
  const { approval } = operation;
  const { protection } = environment;
  const today = protection.mode === 'approvals' ? protection : undefined;
  const excludesRequester =
    settings.approval?.excludeRequester === true ||
    today?.excludeRequester === true;
  const by = (approval?.items ?? [])
    .filter(
      item =>
        item.decision === 'approved' &&
        item.voidedAt === undefined &&
        item.diffHash === approval?.diffHash &&
        item.version === operation.to.image &&
        !(excludesRequester && item.by === operation.requestedBy),
    )
    .map(item => item.by);
  return {
    required: Math.max(
      1,
      settings.approval?.required ?? 0,
      today?.approvals ?? 0,
    ),
    by: [...new Set(by)],
  };
}
