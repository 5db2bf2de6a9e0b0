import { ClusterEntityProvider } from './ClusterEntityProvider';
import { ChangedEntity, PlacedEntity } from './placedEntity';

/** The catalog hashes a mutation as a whole, and nothing else runs meanwhile. */
export const BATCH_ENTITIES = 200;

/** Tells what the catalog refused from what else may fail before. */
export class MutationError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'MutationError';
  }
}

/**
 * Adds and removes entities in the buckets of all clusters.
 *
 * @throws {@link MutationError} when the catalog refuses something
 */
export async function sendEntities(
  changes: { changed: ChangedEntity[]; removed: PlacedEntity[] },
  context: {
    providers: ClusterEntityProvider[];
    /** Rejects when this replica must not write any more. */
    assertLeader(): Promise<void>;
    /** Called with what a bucket took. */
    onAdded(cluster: string, refs: string[]): void;
  },
): Promise<void> {
  const { changed, removed } = changes;
  const { providers, assertLeader, onAdded } = context;
  // First what is new, in all buckets: an entity that moves to another one is taken over in place.
  for (const provider of providers) {
    const own = changed.filter(({ bucket }) => bucket === provider.cluster);
    for (let start = 0; start < own.length; start += BATCH_ENTITIES) {
      const batch = own.slice(start, start + BATCH_ENTITIES);
      await assertLeader();
      await attempt(provider.add(batch.map(({ entity }) => entity)));
      onAdded(
        provider.cluster,
        batch.map(({ ref }) => ref),
      );
    }
  }
  for (const provider of providers) {
    const refs = removed
      .filter(({ bucket }) => bucket === provider.cluster)
      .map(({ ref }) => ref);
    if (refs.length > 0) {
      await assertLeader();
      await attempt(provider.remove(refs));
    }
  }
}

async function attempt(mutation: Promise<void>): Promise<void> {
  try {
    await mutation;
  } catch (error) {
    throw new MutationError(error);
  }
}
