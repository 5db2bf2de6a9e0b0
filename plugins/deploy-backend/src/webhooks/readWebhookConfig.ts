import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { WEBHOOK_SOURCES, WebhookSource } from './WebhookSource';

const KEY = 'deploy.webhooks';
/** Shorter ones can be found by trying. */
const MIN_SECRET_LENGTH = 16;
const MAX_SECRETS = 5;
const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

/** The configuration under `deploy.webhooks`. */
export type WebhookConfig = {
  /** The secrets of each source that may send. A source that is not here is not served. */
  secrets: ReadonlyMap<WebhookSource, readonly string[]>;
  rateLimit: {
    /** Deliveries of one source from one address, by each replica. */
    requestsPerSecond: number;
    /** The same of those that were refused. */
    refusalsPerSecond: number;
  };
  worker: {
    concurrency: number;
    pollIntervalMs: number;
    leaseMs: number;
    maxAttempts: number;
  };
  /** How often GitHub is asked which deliveries failed. Undefined: never. */
  redelivery?: { frequencyMs: number };
};

/**
 * Reads `deploy.webhooks`.
 *
 * @throws InputError that names the key, and never the secret
 */
export function readWebhookConfig(root: Config): WebhookConfig {
  const secrets = new Map<WebhookSource, string[]>();
  for (const source of WEBHOOK_SOURCES) {
    const key = `${KEY}.${source}.secrets`;
    const values = root.getOptionalStringArray(key);
    if (values === undefined) {
      continue;
    }
    if (values.length < 1 || values.length > MAX_SECRETS) {
      throw new InputError(
        `${key} has ${values.length} entries: give one, or two while you change it, at most ${MAX_SECRETS}; leave the key out to take no webhooks`,
      );
    }
    values.forEach((value, index) => {
      if (value.length < MIN_SECRET_LENGTH) {
        throw new InputError(
          `${key}[${index}] has ${value.length} characters: a secret needs at least ${MIN_SECRET_LENGTH}. Make one with 'openssl rand -hex 32'`,
        );
      }
    });
    secrets.set(source, values);
  }
  return {
    secrets,
    rateLimit: {
      requestsPerSecond: readCount(root, 'rateLimit.requestsPerSecond', 300),
      refusalsPerSecond: readCount(root, 'rateLimit.refusalsPerSecond', 10),
    },
    worker: {
      concurrency: readCount(root, 'worker.concurrency', 4),
      pollIntervalMs: readDuration(root, 'worker.pollInterval', 2 * SECOND),
      leaseMs: readDuration(root, 'worker.lease', 60 * SECOND),
      maxAttempts: readCount(root, 'worker.maxAttempts', 8),
    },
    redelivery:
      root.getOptionalBoolean(`${KEY}.github.redelivery.enabled`) ?? true
        ? {
            frequencyMs: readDuration(
              root,
              'github.redelivery.frequency',
              600 * SECOND,
            ),
          }
        : undefined,
  };
}

/** GitHub keeps deliveries, and lets them be sent again, for three days. */
export const REDELIVERY_WINDOW_MS = 3 * DAY;

function readCount(root: Config, key: string, fallback: number): number {
  const value = root.getOptionalNumber(`${KEY}.${key}`) ?? fallback;
  if (!Number.isInteger(value) || value < 1) {
    throw new InputError(
      `${KEY}.${key} is '${value}': it must be a whole number of at least 1`,
    );
  }
  return value;
}

function readDuration(root: Config, key: string, fallback: number): number {
  if (!root.has(`${KEY}.${key}`)) {
    return fallback;
  }
  const milliseconds = durationToMilliseconds(
    readDurationFromConfig(root, { key: `${KEY}.${key}` }),
  );
  if (milliseconds <= 0) {
    throw new InputError(`${KEY}.${key} must be longer than nothing`);
  }
  return milliseconds;
}
