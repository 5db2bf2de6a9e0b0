import { Environment } from '@openportal/plugin-deploy-common';

/** A time in which a freeze is open: the first moment, and the first one after it. */
export type FreezePeriod = { startsAt: Date; endsAt: Date };

/** A time in which environments are not changed. */
export type FreezeWindow = {
  name: string;
  environments: string[];
  /** When it is open: every period that touches the time between the two moments, in order. */
  periods: (from: Date, to: Date) => FreezePeriod[];
  reason: string;
  /** Whether rollbacks are frozen too. */
  includeRollbacks: boolean;
};

/** The configuration under `deploy`, checked and with its defaults. */
export type DeployConfig = {
  environments: Environment[];
  defaults: { strategy?: string; observer?: string };
  /** Repositories, `owner/name`, that entities from elsewhere may name. */
  trustedRepositories: string[];
  freezes: FreezeWindow[];
  /** How long a direct change may take until it runs. */
  timeoutMs: number;
  /** How long a new version may look degraded before the operation fails. */
  degradedGraceMs: number;
  /** Since what age the last observation locks changes. */
  staleAfterMs: number;
  /** How long a state is answered from the database before the sources are read again. */
  stateMaxAgeMs: number;
  /** How long it is remembered what a caller may see. Changes are always asked about anew. */
  permissionMaxAgeMs: number;
  worker: { concurrency: number; pollIntervalMs: number; leaseMs: number };
  refresh: { frequencyMs: number; batchSize: number };
  notifications: boolean;
  /** How the name of a repository begins whose applications are found by themselves. */
  repositoryPrefix: string;
};
