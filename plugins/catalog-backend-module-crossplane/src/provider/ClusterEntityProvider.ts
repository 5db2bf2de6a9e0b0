import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { JsonValue } from '@backstage/types';
import {
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';

/**
 * The catalog bucket of one cluster. Knows entities only; sends what changed since the last time, and
 * everything when it cannot be sure.
 */
export class ClusterEntityProvider implements EntityProvider {
  readonly #name: string;
  readonly #locationKey: string;
  readonly #onConnect: () => void;
  #connection: EntityProviderConnection | undefined;
  #sent: Map<string, DeferredEntity> | undefined;

  constructor(options: {
    providerId: string;
    cluster: string;
    onConnect(): void;
  }) {
    // The name is the key of the bucket in the database: changing it deletes all its entities.
    this.#name = `crossplane:${options.providerId}:${options.cluster}`;
    // Shared by all clusters, so that several of them may bring the same template.
    this.#locationKey = `crossplane:${options.providerId}`;
    this.#onConnect = options.onConnect;
  }

  /** {@inheritdoc @backstage/plugin-catalog-node#EntityProvider.getProviderName} */
  getProviderName(): string {
    return this.#name;
  }

  /** {@inheritdoc @backstage/plugin-catalog-node#EntityProvider.connect} */
  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    this.#onConnect();
  }

  get connected(): boolean {
    return this.#connection !== undefined;
  }

  /** Makes the next send a full one, which also repairs what the database lost. */
  forget(): void {
    this.#sent = undefined;
  }

  async send(entities: Entity[]): Promise<void> {
    if (!this.#connection) {
      return;
    }
    const next = new Map(
      entities.map(entity => [
        stringifyEntityRef(entity),
        { entity, locationKey: this.#locationKey },
      ]),
    );
    const last = this.#sent;
    // Until the catalog confirms, nothing counts as sent.
    this.#sent = undefined;
    if (!last) {
      await this.#connection.applyMutation({
        type: 'full',
        entities: [...next.values()],
      });
    } else {
      const added = [...next].filter(
        ([ref, { entity }]) => !sameEntity(last.get(ref)?.entity, entity),
      );
      const removed = [...last].filter(([ref]) => !next.has(ref));
      if (added.length || removed.length) {
        await this.#connection.applyMutation({
          type: 'delta',
          added: added.map(([, deferred]) => deferred),
          removed: removed.map(([, deferred]) => deferred),
        });
      }
    }
    this.#sent = next;
  }
}

function sameEntity(a: Entity | undefined, b: Entity): boolean {
  return a !== undefined && stableText(a) === stableText(b);
}

function stableText(entity: Entity): string {
  return JSON.stringify(entity, (_, value: JsonValue) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : value,
  );
}
