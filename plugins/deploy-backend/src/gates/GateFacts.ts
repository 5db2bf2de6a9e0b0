import {
  DeployAction,
  Environment,
  EnvironmentState,
  Operation,
} from '@openportal/plugin-deploy-common';
import { ArtifactPresence } from '@openportal/plugin-deploy-node';
import { FreezeWindow } from '../config/DeployConfig';
import { VersionMark } from '../database/versionMarks';

/** What the caller may do to the target environment. */
export type GatePermissions = {
  action: boolean;
  skip: boolean;
  approve: boolean;
  freezeOverride: boolean;
};

/** Everything that the gates look at. Gathered once, so that every gate sees the same moment. */
export type GateFacts = {
  action: DeployAction;
  /** Environment that would change. */
  environment: Environment;
  target: EnvironmentState;
  /** Environment that the version comes from, for a promotion. */
  source?: { environment: Environment; state: EnvironmentState };
  /** Whether a promotion leaves out an environment. */
  skipped: string[];
  permissions: GatePermissions;
  /** Why nothing can be written, or undefined where it can. */
  cannotPropose?: string;
  /** What would run. Undefined where there is nothing to promote or to go back to. */
  image?: string;
  /** When the image of a rollback was healthy there, where that was seen. */
  imageHealthyAt?: string;
  presence?: ArtifactPresence;
  activeOperation?: Operation;
  badMark?: VersionMark;
  freezes: FreezeWindow[];
  /** Whether the request has a reason. Undefined for a preview, where it can still be typed. */
  reasonGiven?: boolean;
  now: Date;
};
