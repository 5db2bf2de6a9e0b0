import { Environment } from '@openportal/plugin-deploy-common';
import { AdapterRegistry } from '../../adapters/AdapterRegistry';
import { ArtifactService } from '../../adapters/ArtifactService';
import { DeployConfig } from '../../config/DeployConfig';
import { GatePermissions } from '../../gates/GateFacts';
import { RequesterLogins } from '../../identity/createLoginFinder';
import { OperationRecord } from '../OperationRecord';
import { OperationTransition, OperationUpdate } from '../OperationStore';

/** What a step needs of its surroundings. */
export type StepContext = {
  adapters: AdapterRegistry;
  artifacts: ArtifactService;
  config: DeployConfig;
  /** Logins of a requester at the git host. */
  findLogins(requestedBy: string): Promise<RequesterLogins>;
  /** Since when an image has been healthy in an environment, which needs a soak time. Undefined: it was not, or not long enough. */
  findSoakedSince(
    key: { entityRef: string; environment: string },
    image: string,
    soakSeconds: number,
  ): Promise<Date | undefined>;
  /**
   * What somebody may do now in the environment of an operation. Undefined where that cannot be asked: nobody's
   * sign-in is stored.
   */
  askPermissions(
    record: OperationRecord,
    who: string,
  ): Promise<GatePermissions | undefined>;
  /** What a job that is started for an operation proves itself with. */
  completionTokenOf?(record: OperationRecord): Promise<string>;
  /** Now, by the clock that deadlines are counted with. */
  nowMs: number;
};

/** What comes of a step: the next state, or another look later. */
export type StepOutcome =
  | { kind: 'transition'; transition: OperationTransition }
  | { kind: 'wait'; delayMs: number; update?: OperationUpdate };

/**
 * One step of an operation: looks at what is there, does at most one thing, and says what to record. May be
 * repeated after a crash at any point.
 */
export type Step = (
  record: OperationRecord,
  context: StepContext,
) => Promise<StepOutcome>;

/** The outcome that moves the operation on. */
export function moveTo(
  to: OperationTransition['to'],
  details?: Omit<OperationTransition, 'to'>,
): StepOutcome {
  return { kind: 'transition', transition: { to, ...details } };
}

/** The outcome that looks again later. */
export function waitFor(
  delayMs: number,
  update?: OperationUpdate,
): StepOutcome {
  return { kind: 'wait', delayMs, update };
}

/** The environment of an operation as it is configured now. */
export function findEnvironmentOf(
  { operation }: OperationRecord,
  { config }: Pick<StepContext, 'config'>,
): Environment | undefined {
  return config.environments.find(({ name }) => name === operation.environment);
}

/** Whether the time of the operation is over. */
export function isOverdue(record: OperationRecord, nowMs: number): boolean {
  return record.deadlineMs !== undefined && nowMs >= record.deadlineMs;
}

/** The change that cancels the operation, as its requester or somebody else asked. */
export function cancelledBy(record: OperationRecord): StepOutcome {
  const { cancelRequestedBy } = record.operation;
  return moveTo('cancelled', {
    actor: cancelRequestedBy,
    reason: `Cancelled by '${cancelRequestedBy}'${
      record.cancelReason === undefined ? '' : `: ${record.cancelReason}`
    }`,
  });
}
