import { Entity } from '@backstage/catalog-model';
import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';

/** The catalog bucket of one cluster. */
export class ClusterEntityProvider implements EntityProvider {
  readonly cluster: string;
  readonly #name: string;
  readonly #locationKey: string;
  readonly #onConnect: () => void;
  #connection: EntityProviderConnection | undefined;

  constructor(options: {
    providerId: string;
    cluster: string;
    onConnect(): void;
  }) {
    this.cluster = options.cluster;
    // The name is the key of the bucket in the database: changing it deletes all its entities.
    this.#name = `crossplane:${options.providerId}:${options.cluster}`;
    // Shared by all clusters, so that a template can move from one to another.
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

  /** Adds or changes entities. The catalog writes only those that differ from what it has. */
  async add(entities: Entity[]): Promise<void> {
    await this.#connection?.applyMutation({
      type: 'delta',
      added: entities.map(entity => ({
        entity,
        locationKey: this.#locationKey,
      })),
      removed: [],
    });
  }

  /** Removes entities by reference. */
  async remove(refs: string[]): Promise<void> {
    await this.#connection?.applyMutation({
      type: 'delta',
      added: [],
      removed: refs.map(entityRef => ({
        entityRef,
        locationKey: this.#locationKey,
      })),
    });
  }
}
