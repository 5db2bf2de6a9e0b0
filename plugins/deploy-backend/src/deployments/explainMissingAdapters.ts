import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { DeployApp } from '../app/resolveDeployApp';
import { Obstacle } from '../gates/GateFacts';
import { ChangeMode } from '../operations/OperationRecord';

const OWNER = 'Owner of the entity';
const OPERATOR = 'Who runs the portal';

/** Why the adapters of an application cannot carry a change out, or undefined where they can. */
export function explainMissingAdapters(
  adapters: AdapterRegistry,
  app: Pick<DeployApp, 'strategy' | 'observer' | 'problems'>,
  mode: ChangeMode,
): Obstacle | undefined {
  const { strategy, observer, problems } = app;
  if (strategy === undefined) {
    return {
      reason:
        problems.find(({ code }) => code === 'no-strategy')?.message ??
        'Nothing says where the desired state is written',
      clearedBy: OWNER,
    };
  }
  const adapter = adapters.findDesiredState(strategy);
  if (!adapter) {
    return {
      reason: `No module brings the desired state adapter '${strategy}' to the backend`,
      clearedBy: OPERATOR,
    };
  }
  if (!adapter.capabilities.propose) {
    return {
      reason: `The desired state adapter '${strategy}' can only read`,
      clearedBy: OWNER,
    };
  }
  if (observer === undefined) {
    return {
      reason: `Nobody could tell whether it runs: ${
        problems.find(({ code }) => code === 'no-observer')?.message ??
        'nothing says who knows that'
      }`,
      clearedBy: OWNER,
    };
  }
  if (!adapters.findObserver(observer)) {
    return {
      reason: `Nobody could tell whether it runs: no module brings the observer adapter '${observer}' to the backend`,
      clearedBy: OPERATOR,
    };
  }
  if (mode === 'pull-request' && !adapter.capabilities.pullRequests) {
    return {
      reason: `The environment asks for a pull request, which the desired state adapter '${strategy}' cannot open`,
      clearedBy: `${OPERATOR}: the mode 'approvals' collects approvals without one`,
    };
  }
  return undefined;
}
