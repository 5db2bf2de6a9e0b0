import { Environment, Gate, GateId } from '@openportal/plugin-deploy-common';
import { explainMissingAdapters } from '../../deployments/explainMissingAdapters';
import { ExecutionFacts } from '../../gates/GateFacts';
import { OperationRecord } from '../OperationRecord';
import { moveTo, StepContext, StepOutcome, waitFor } from './Step';

/** What the gates look at when the change is about to be written. */
export type ExecutionMoment = {
  facts: ExecutionFacts;
  /** Whether the permission of the requester could be asked again. */
  permissionAsked: boolean;
};

/** Gathers what the gates look at, all of it as it is now. */
export async function readExecutionFacts(
  record: OperationRecord,
  context: StepContext,
  environment: Environment,
  known: Pick<ExecutionFacts, 'approvals' | 'template'> = {},
): Promise<ExecutionMoment> {
  const { operation, settings, mode } = record;
  const breaks = settings.breakGlass?.gates ?? [];
  const [presence, soak, asked] = await Promise.all([
    context.artifacts.presence(operation.to.image, { fresh: true }),
    readSoak(record, context),
    context.askPermissions(record, operation.requestedBy),
  ]);
  return {
    permissionAsked: asked !== undefined,
    facts: {
      action: operation.kind === 'rollback' ? 'rollback' : 'promote',
      environment,
      // Where nobody can be asked any more, what was allowed at the request still counts.
      permissions: asked ?? {
        action: true,
        skip: true,
        approve: breaks.includes('approvals'),
        freezeOverride: breaks.length > 0,
      },
      skipped: settings.skipped ?? [],
      cannotPropose: explainMissingAdapters(
        context.adapters,
        {
          strategy: settings.strategy,
          observer: settings.observer,
          problems: [],
        },
        mode,
      ),
      image: operation.to.image,
      presence,
      freezes: context.config.freezes,
      soak,
      breaks,
      now: new Date(context.nowMs),
      requestedBy: operation.requestedBy,
      mode,
      ...known,
    },
  };
}

/**
 * What gates that fail mean for the operation: it is rejected, or it waits for those that clear by themselves.
 * Undefined where none fails.
 */
export function outcomeOfGates(
  gates: readonly Gate[],
  { facts }: ExecutionMoment,
  options: { delayMs: number; waitsFor?: readonly GateId[] },
): StepOutcome | undefined {
  const failed = gates.filter(gate => gate.status === 'fail');
  if (failed.length === 0) {
    return undefined;
  }
  const reason = failed.map(gate => gate.reason).join('; ');
  const patient: GateId[] = [
    ...(options.waitsFor ?? []),
    // While replicas change, one of them may lack a module that the next one has.
    'adapters',
    // Not knowing is not missing.
    ...(facts.presence?.state === 'unknown'
      ? (['version-present'] as const)
      : []),
  ];
  return failed.every(({ id }) => patient.includes(id))
    ? waitFor(options.delayMs, { reason: `Waiting: ${reason}` })
    : moveTo('rejected', { reason: `${reason}. Nothing was changed` });
}

async function readSoak(
  { operation }: OperationRecord,
  context: StepContext,
): Promise<ExecutionFacts['soak']> {
  const source = context.config.environments.find(
    ({ name }) => name === operation.sourceEnvironment,
  );
  if (source?.soakSeconds === undefined) {
    return undefined;
  }
  return {
    environment: source.name,
    seconds: source.soakSeconds,
    since: await context.findSoakedSince(
      { entityRef: operation.entityRef, environment: source.name },
      operation.to.image,
      source.soakSeconds,
    ),
  };
}
