import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

const DAY = 24 * 60 * 60_000;
/** GitHub may deliver again for three days; who has captured a delivery may come later. */
const SHORTEST_INBOX = 7 * DAY;

/** How long things are kept, in milliseconds. */
export type Retention = {
  /** Operations after their end, with the ledger. Undefined: for ever. */
  operationsMs?: number;
  /** Messages that went out. */
  outboxMs: number;
  /** Webhooks that came in. */
  inboxMs: number;
};

/** Reads `deploy.retention`. An error names the key and what is wrong with it. */
export function readRetention(root: Config): Retention {
  const config = root.getOptionalConfig('deploy.retention');
  const read = (key: string): number | undefined => {
    if (!config?.has(key)) {
      return undefined;
    }
    const milliseconds = durationToMilliseconds(
      readDurationFromConfig(config, { key }),
    );
    if (milliseconds < DAY) {
      throw new InputError(
        `deploy.retention.${key} is shorter than a day: nothing is removed that soon`,
      );
    }
    return milliseconds;
  };
  const inboxMs = read('inbox') ?? 30 * DAY;
  if (inboxMs < SHORTEST_INBOX) {
    throw new InputError(
      'deploy.retention.inbox must be 7 days at least: what is forgotten is taken for new when it comes again',
    );
  }
  return {
    operationsMs: read('operations'),
    outboxMs: read('outbox') ?? 30 * DAY,
    inboxMs,
  };
}
