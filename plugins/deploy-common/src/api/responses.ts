import { Artifact } from '../artifacts';
import { Environment } from '../environments';
import { Gate } from '../gates';
import { DeployedVersion, Operation, OperationEvent } from '../operations';
import { EnvironmentState, HealthyVersion } from '../states';
import { FreezeView } from './matrix';

/**
 * Answer of `GET /environments`.
 *
 * @public
 */
export type EnvironmentsResponse = { items: Environment[] };

/**
 * What a promotion or rollback would do now, and whether it may.
 *
 * @public
 */
export type ActionPreview = {
  /** Environment that would change. */
  environment: string;
  /** What runs there now. */
  from?: DeployedVersion;
  /** What would run there. Undefined where there is nothing to promote or to go back to. */
  to?: DeployedVersion;
  allowed: boolean;
  gates: Gate[];
  /** Whether the change goes through a pull request that somebody must approve. */
  mode: 'direct' | 'pull-request' | 'approvals';
  /** Whether the caller could pass what refuses it by breaking the glass. */
  breakGlass?: boolean;
};

/**
 * What the caller may do with an operation now, or why not.
 *
 * @public
 */
export type OperationActions = {
  approve: { allowed: boolean; reason?: string };
  cancel: { allowed: boolean; reason?: string };
  retry: { allowed: boolean; reason?: string };
};

/**
 * One environment of an entity.
 *
 * @public
 */
export type EnvironmentView = {
  environment: Environment;
  state: EnvironmentState;
  /** Promotion from here to the next environment. Undefined for the last one. */
  promote?: ActionPreview;
  /** Promotions from here past the next environment, in order: those to where the caller may skip what lies between. */
  skips?: ActionPreview[];
  /** Rollback of this environment. */
  rollback?: ActionPreview;
  /** How many commits it lacks of the environment before it. Undefined where that is not known. */
  behind?: number;
  /** What the caller may do with the active operation, or else with the last one. */
  operationActions?: OperationActions;
  activeOperation?: Operation;
  lastOperation?: Operation;
};

/**
 * Something that keeps the portal from showing or changing deployments of an entity, with its fix.
 *
 * @public
 */
export type DeploymentProblem = {
  code: string;
  message: string;
  /** Annotation that is missing or wrong. */
  annotation?: string;
};

/**
 * Answer of `GET /entities/:kind/:namespace/:name`: all that the Deploy tab needs.
 *
 * @public
 */
export type DeploymentView = {
  entityRef: string;
  strategy?: string;
  observer?: string;
  environments: EnvironmentView[];
  problems: DeploymentProblem[];
  /** Freeze windows of its environments that are open now or open within a day. */
  freezes: FreezeView[];
  generatedAt: string;
};

/**
 * Answer of `GET /entities/…/history`.
 *
 * @public
 */
export type HistoryResponse = { items: Operation[]; nextCursor?: string };

/**
 * A version that an environment can get.
 *
 * @public
 */
export type VersionOption = DeployedVersion & {
  /** Whether it is what the environment should run now. */
  current: boolean;
  /** Whether a rollback goes here by default. */
  suggested: boolean;
  healthyAt?: string;
  deployedAt?: string;
  deployedBy?: string;
  bad?: { reason: string; by: string; at: string };
  /** What the registry says. `unknown` where it could not be asked. */
  presence: 'present' | 'missing' | 'unknown';
  artifact?: Artifact;
};

/**
 * Answer of `GET /entities/…/versions`.
 *
 * @public
 */
export type VersionsResponse = {
  environment: string;
  items: VersionOption[];
  lastHealthy?: HealthyVersion;
};

/**
 * Answer of `POST /entities/…/promote` and `…/rollback`. Without an operation there was nothing to do.
 *
 * @public
 */
export type ChangeResponse =
  | { result: 'accepted' | 'existing'; operation: Operation; message: string }
  | { result: 'unchanged'; message: string };

/**
 * Answer of `GET /operations/:id`.
 *
 * @public
 */
export type OperationResponse = {
  operation: Operation;
  events: OperationEvent[];
  actions: OperationActions;
  /** What the gates said when it was requested. */
  gates?: Gate[];
};

/**
 * Message on the signal channel: a hint to read again.
 *
 * @public
 */
export type DeploySignal = {
  entityRef: string;
  environment: string;
  operationId?: string;
};

/**
 * Name of the signal channel.
 *
 * @public
 */
export const DEPLOY_SIGNAL_CHANNEL = 'deploy';
