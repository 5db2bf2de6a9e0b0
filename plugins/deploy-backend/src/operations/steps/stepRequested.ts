import { explainFreeze } from './explainFreeze';
import { cancelledBy, isOverdue, moveTo, Step, waitFor } from './Step';

/**
 * Checks again what could have changed between the request and the work: only the permission cannot be
 * asked again, because the credentials of the requester are not kept.
 */
export const stepRequested: Step = async (record, context) => {
  const { operation } = record;
  if (operation.cancelRequestedBy !== undefined) {
    return cancelledBy(record);
  }
  if (isOverdue(record, context.nowMs)) {
    return moveTo('timed-out', {
      reason: `Nothing was changed: ${
        operation.stateReason ?? 'no worker took it up in time'
      }`,
    });
  }
  const { config } = context;
  if (!config.environments.some(({ name }) => name === operation.environment)) {
    return moveTo('cancelled', {
      reason: `'${operation.environment}' is no longer in the configuration of the portal. Nothing was changed`,
    });
  }
  const freeze = explainFreeze(record, context);
  if (freeze !== undefined) {
    return moveTo('rejected', { reason: `${freeze}. Nothing was changed` });
  }
  const presence = await context.artifacts.presence(operation.to.image, {
    fresh: true,
  });
  if (presence.state === 'missing') {
    return moveTo('rejected', {
      reason: `'${operation.to.version}' is no longer in the registry. Nothing was changed`,
    });
  }
  if (presence.state === 'unknown') {
    return waitFor(config.worker.pollIntervalMs, {
      reason: `Waiting for the registry: ${presence.reason}`,
    });
  }
  return moveTo('applying');
};
