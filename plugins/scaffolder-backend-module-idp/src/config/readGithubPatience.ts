import type { DatabaseService } from '@backstage/backend-plugin-api';
import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { DatabaseGithubLimits, GithubLimits } from '@openportal/github-node';

/** How the actions get along with GitHub's limits. */
export interface GithubPatience {
  /** The most that a call waits when a limit is reached; the task is parked that long. */
  maxWaitMs?: number;
  /** What all replicas know together; none in tests that are about something else. */
  limits?: GithubLimits;
}

const LONGEST_PAUSE_MILLISECONDS = 65 * 60_000;

/** Reads how long tasks wait for GitHub, and opens what the replicas share. */
export async function readGithubPatience(
  config: Config,
  database: DatabaseService,
): Promise<Required<GithubPatience>> {
  return {
    maxWaitMs:
      readDuration(config, 'idp.github.longestPause') ??
      LONGEST_PAUSE_MILLISECONDS,
    limits: await DatabaseGithubLimits.create(database, {
      writeSpacingMs: readDuration(config, 'idp.github.writeSpacing'),
    }),
  };
}

function readDuration(config: Config, key: string): number | undefined {
  return config.has(key)
    ? durationToMilliseconds(readDurationFromConfig(config, { key }))
    : undefined;
}
