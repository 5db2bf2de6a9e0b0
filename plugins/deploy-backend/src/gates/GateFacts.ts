import {
  DeployAction,
  Environment,
  EnvironmentState,
  GateId,
  Operation,
} from '@openportal/plugin-deploy-common';
import { ArtifactPresence } from '@openportal/plugin-deploy-node';
import { FreezeWindow } from '../config/DeployConfig';
import { VersionMark } from '../database/versionMarks';
import { ChangeMode } from '../operations/OperationRecord';

/** What the caller may do to the target environment. */
export type GatePermissions = {
  action: boolean;
  skip: boolean;
  approve: boolean;
  freezeOverride: boolean;
};

/** Why something cannot be, and who can make it possible. */
export type Obstacle = { reason: string; clearedBy: string };

/** Approvals that the portal has collected for what is about to be written. */
export type GivenApprovals = {
  required: number;
  /** Who approved exactly this, without those who do not count. */
  by: string[];
};

/** What the gates look at both when a change is asked for and when it is carried out. */
type SharedFacts = {
  action: DeployAction;
  /** Environment that would change. */
  environment: Environment;
  permissions: GatePermissions;
  /** Environments that a promotion leaves out. */
  skipped: readonly string[];
  /** Why nothing can be written, or undefined where it can. */
  cannotPropose?: Obstacle;
  /** What would run. Undefined where there is nothing to promote or to go back to. */
  image?: string;
  presence?: ArtifactPresence;
  freezes: FreezeWindow[];
  /** How long the version must have been healthy where it comes from, and since when it is. */
  soak?: { environment: string; seconds: number; since?: Date };
  /** Hash of the target's manifest apart from the image: what the author saw, and what it is. */
  template?: { seen?: string; now?: string };
  /** Gates that the author breaks the glass of. */
  breaks: readonly GateId[];
  now: Date;
};

/** Everything about a change that somebody asks for, or could ask for. Gathered once: one moment for all gates. */
export type GateFacts = SharedFacts & {
  target: EnvironmentState;
  /** Environment that the version comes from, for a promotion. */
  source?: { environment: Environment; state: EnvironmentState };
  /** When the image of a rollback was healthy there, where that was seen. */
  imageHealthyAt?: string;
  activeOperation?: Operation;
  badMark?: VersionMark;
  /** Whether the request has a reason. Undefined for a preview, where it can still be typed. */
  reasonGiven?: boolean;
};

/** Everything about a change at the moment in which it would be written. */
export type ExecutionFacts = SharedFacts & {
  /** Who asked for it. */
  requestedBy: string;
  /** How it was settled that the change goes. */
  mode: ChangeMode;
  approvals?: GivenApprovals;
};

/** What gates of both moments may look at. */
export type CommonFacts = SharedFacts;
