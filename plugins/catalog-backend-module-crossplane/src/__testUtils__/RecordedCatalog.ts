import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  EntityProvider,
  EntityProviderMutation,
} from '@backstage/plugin-catalog-node';

interface StoredEntity {
  entity: Entity;
  hash: string;
  /** The bucket that refers to it; the catalog keeps an entity in one. */
  bucket: string;
}

/**
 * A catalog that treats the deltas of providers as `DefaultProviderDatabase` does: an entity that did not change is
 * not touched, not even to put it into another bucket, and one that changed moves to the bucket of the sender.
 */
export class RecordedCatalog {
  readonly mutations: EntityProviderMutation[] = [];
  /** How many entities were written or removed, as opposed to sent. */
  writes = 0;
  /** How often a bucket was looked up. */
  looks = 0;
  /** References that were removed. */
  readonly removals: string[] = [];
  /** How many of the next mutations fail, as with a broken database. */
  failures = 0;
  /** Entities that the database refuses, as with a row that is too large. */
  refuses: ((entity: Entity) => boolean) | undefined;
  /** Called before each mutation. */
  beforeMutation: (() => Promise<void>) | undefined;
  /** Called after each mutation, before the sender hears of it. */
  afterMutation: (() => Promise<void>) | undefined;
  readonly #entities = new Map<string, StoredEntity>();

  async connect(providers: EntityProvider[]): Promise<void> {
    for (const provider of providers) {
      const name = provider.getProviderName();
      await provider.connect({
        applyMutation: mutation => this.#apply(name, mutation),
        refresh: async () => {},
      });
    }
  }

  entities(provider: string, kind?: string): Entity[] {
    return [...this.#entities.values()]
      .filter(({ bucket }) => bucket === provider)
      .map(({ entity }) => entity)
      .filter(entity => !kind || entity.kind === kind);
  }

  titles(provider: string, kind: string): string[] {
    return this.entities(provider, kind)
      .map(({ metadata }) => metadata.title ?? metadata.name)
      .sort();
  }

  /** What a bucket holds, as the catalog's database would tell. */
  readonly readBucket = async (provider: string) => {
    this.looks += 1;
    return new Map(
      [...this.#entities]
        .filter(([, { bucket }]) => bucket === provider)
        .map(([ref, { hash }]) => [ref, hash]),
    );
  };

  /** Loses an entity, or everything. */
  lose(ref?: string): void {
    if (ref === undefined) {
      this.#entities.clear();
    } else {
      this.#entities.delete(ref);
    }
  }

  async #apply(name: string, mutation: EntityProviderMutation): Promise<void> {
    await this.beforeMutation?.();
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('the database is down');
    }
    if (
      mutation.type === 'delta' &&
      mutation.added.some(({ entity }) => this.refuses?.(entity))
    ) {
      throw new Error('a row is too large');
    }
    if (mutation.type === 'full') {
      throw new Error('A full mutation removes what the sender does not know');
    }
    this.mutations.push(mutation);
    for (const item of mutation.removed) {
      const ref =
        'entityRef' in item ? item.entityRef : stringifyEntityRef(item.entity);
      if (this.#entities.get(ref)?.bucket === name) {
        this.#entities.delete(ref);
        this.removals.push(ref);
        this.writes += 1;
      }
    }
    for (const { entity } of mutation.added) {
      const ref = stringifyEntityRef(entity);
      const hash = JSON.stringify(entity);
      if (this.#entities.get(ref)?.hash !== hash) {
        this.#entities.set(ref, {
          entity: JSON.parse(hash),
          hash,
          bucket: name,
        });
        this.writes += 1;
      }
    }
    await this.afterMutation?.();
  }
}
