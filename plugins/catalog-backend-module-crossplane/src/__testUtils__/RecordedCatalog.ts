import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  EntityProvider,
  EntityProviderMutation,
} from '@backstage/plugin-catalog-node';

/** The buckets of a catalog, kept as the catalog would keep them. */
export class RecordedCatalog {
  readonly mutations: EntityProviderMutation[] = [];
  readonly #buckets = new Map<string, Map<string, Entity>>();
  /** Set to make the next mutation fail, as a broken database would. */
  failNext = false;

  async connect(providers: EntityProvider[]): Promise<void> {
    for (const provider of providers) {
      const name = provider.getProviderName();
      this.#buckets.set(name, new Map());
      await provider.connect({
        applyMutation: async mutation => this.#apply(name, mutation),
        refresh: async () => {},
      });
    }
  }

  entities(provider: string, kind?: string): Entity[] {
    return [...(this.#buckets.get(provider)?.values() ?? [])].filter(
      entity => !kind || entity.kind === kind,
    );
  }

  titles(provider: string, kind: string): string[] {
    return this.entities(provider, kind)
      .map(({ metadata }) => metadata.title ?? metadata.name)
      .sort();
  }

  #apply(name: string, mutation: EntityProviderMutation): void {
    if (this.failNext) {
      this.failNext = false;
      throw new Error('the database is down');
    }
    this.mutations.push(mutation);
    const bucket = this.#buckets.get(name) ?? new Map<string, Entity>();
    this.#buckets.set(name, bucket);
    if (mutation.type === 'full') {
      bucket.clear();
    }
    const added = mutation.type === 'full' ? mutation.entities : mutation.added;
    const removed = mutation.type === 'full' ? [] : mutation.removed;
    for (const item of removed) {
      bucket.delete(
        'entityRef' in item ? item.entityRef : stringifyEntityRef(item.entity),
      );
    }
    for (const { entity } of added) {
      bucket.set(stringifyEntityRef(entity), entity);
    }
  }
}
