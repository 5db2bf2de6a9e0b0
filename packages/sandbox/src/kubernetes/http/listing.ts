import { randomUUID } from 'node:crypto';
import { badRequest, expired } from '../status';
import {
  JsonObject,
  KubernetesObject,
  ResourceType,
  toApiVersion,
} from '../types';

interface Snapshot {
  resourceVersion: number;
  remaining: KubernetesObject[];
}

const MAXIMUM_SNAPSHOTS = 200;

/**
 * Remembers the rest of paged lists, so that every page shows the same moment.
 * A token that is forgotten is answered 410, like one that etcd compacted away.
 */
export class ContinueTokens {
  readonly #snapshots = new Map<string, Snapshot>();

  issue(snapshot: Snapshot): string {
    const token = Buffer.from(
      JSON.stringify({ rv: snapshot.resourceVersion, id: randomUUID() }),
    ).toString('base64url');
    this.#snapshots.set(token, snapshot);
    if (this.#snapshots.size > MAXIMUM_SNAPSHOTS) {
      const [oldest] = this.#snapshots.keys();
      this.#snapshots.delete(oldest);
    }
    return token;
  }

  redeem(token: string): Snapshot {
    const snapshot = this.#snapshots.get(token);
    if (!snapshot) {
      throw expired(
        'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.',
      );
    }
    return snapshot;
  }

  clear(): void {
    this.#snapshots.clear();
  }
}

/** Reads a query parameter that must be a whole number. */
export function parseCount(name: string, value: unknown): number | undefined {
  if (value === undefined || value === '') {
    return undefined;
  }
  const count = Number(value);
  if (!Number.isInteger(count) || count < 0) {
    throw badRequest(
      `Invalid value: "${String(value)}": ${name} must be a whole number`,
    );
  }
  return count;
}

/** One page of a list as the API answers it. */
export function toListBody(options: {
  type: ResourceType;
  tokens: ContinueTokens;
  limit: number | undefined;
  snapshot: Snapshot;
}): JsonObject {
  const { type, tokens, snapshot } = options;
  const limit = options.limit || snapshot.remaining.length;
  const page = snapshot.remaining.slice(0, limit);
  const rest = snapshot.remaining.slice(limit);
  return {
    kind: type.listKind,
    apiVersion: toApiVersion(type.group, type.version),
    metadata: {
      resourceVersion: String(snapshot.resourceVersion),
      ...(rest.length > 0
        ? {
            continue: tokens.issue({ ...snapshot, remaining: rest }),
            remainingItemCount: rest.length,
          }
        : {}),
    },
    // The items of a built-in kind come without kind and version, those of a
    // custom resource with them: clients trip over the difference.
    items: type.custom
      ? page
      : page.map(({ apiVersion, kind, ...item }) => item),
  };
}
