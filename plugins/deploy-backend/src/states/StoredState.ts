import { DesiredVersion, Observation } from '@openportal/plugin-deploy-node';

/** What the sources said last. What fails to be read stays, with the error beside it. */
export type StoredState = {
  environment: string;
  /** Undefined: git has nothing there, or was never read. */
  desired?: DesiredVersion;
  desiredAtMs?: number;
  desiredError?: string;
  observed?: Observation;
  observedAtMs?: number;
  observedError?: string;
  checkedAtMs: number;
};

/** A version that was seen healthy. */
export type StoredHealthyVersion = {
  environment: string;
  image: string;
  firstHealthyAtMs: number;
  lastHealthyAtMs: number;
  /** Since when it was healthy without a break. Undefined: it failed since then. */
  healthySinceMs?: number;
  /** When it failed, or another version replaced it. Undefined: neither was seen. */
  healthyUntilMs?: number;
};
