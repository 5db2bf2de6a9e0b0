import { mockServices } from '@backstage/backend-test-utils';
import { Entity, parseEntityRef } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { DeployConfig } from '../../config/DeployConfig';
import { OperationStore } from '../../operations/OperationStore';
import { CompletionAudit } from '../../webhooks/CompletionAudit';
import { createKeyReader } from '../../webhooks/completionTokens';
import { DatabaseInboxStore } from '../../webhooks/DatabaseInboxStore';
import { HintFollower } from '../../webhooks/HintFollower';
import { HintTargets } from '../../webhooks/HintTargets';
import { InboxStore } from '../../webhooks/InboxStore';
import { InboxWorker } from '../../webhooks/InboxWorker';
import { OperationWaker } from '../../webhooks/OperationWaker';
import { ReplicaDatabase } from './ReplicaDatabase';
import { silentLogger } from './silentLogger';

const LEASE_MS = 60_000;

/** Webhooks about the production of one application, as the replicas store and follow them. */
export class Deliveries {
  readonly #entityRef: string;
  readonly #replicas: { store: InboxStore; worker: InboxWorker }[];
  readonly #seen = new Set<string>();

  constructor(options: {
    entityRef: string;
    databases: readonly ReplicaDatabase[];
    config: DeployConfig;
    operations: Pick<OperationStore, 'get'>;
  }) {
    this.#entityRef = options.entityRef;
    const targets = new HintTargets({
      auth: mockServices.auth(),
      catalog: catalogServiceMock({ entities: [toEntity(options.entityRef)] }),
      config: options.config,
    });
    this.#replicas = options.databases.map(({ knex }) => {
      const store = DatabaseInboxStore.create({ knex });
      const worker = new InboxWorker({
        store,
        targets,
        // What it would read again is read by the steps of the operation here.
        follower: new HintFollower({
          refresh: async () => {},
          logger: silentLogger,
        }),
        waker: new OperationWaker({ knex, onWoken: () => {} }),
        completions: new CompletionAudit({
          auditor: {
            createEvent: async () => ({
              success: async () => {},
              fail: async () => {},
            }),
          },
          findOperation: id => options.operations.get(id),
          readKey: createKeyReader(knex),
        }),
        logger: silentLogger,
        leaseMs: LEASE_MS,
        maxAttempts: 1,
      });
      return { store, worker };
    });
  }

  /**
   * One comes to a replica, perhaps not for the first time.
   *
   * @throws Error where the same one is kept twice
   */
  async arrive(replica: number, id: number): Promise<void> {
    const dedupeKey = `${this.#entityRef}#${id}`;
    const application = `${parseEntityRef(this.#entityRef).name}-prod`;
    const isNew = await this.#replicas[replica].store.add({
      source: 'argocd',
      dedupeKey,
      orderKey: application,
      event: '',
      headers: {},
      body: JSON.stringify({ application }),
    });
    if (isNew === this.#seen.has(dedupeKey)) {
      throw new Error(
        `The delivery '${dedupeKey}' was ${isNew ? 'kept twice' : 'lost'}`,
      );
    }
    this.#seen.add(dedupeKey);
  }

  /** A replica works on all that are due. */
  async follow(replica: number): Promise<void> {
    while (await this.#replicas[replica].worker.runOnce()) {
      // The next one.
    }
  }
}

function toEntity(entityRef: string): Entity {
  const { namespace, name } = parseEntityRef(entityRef);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      namespace,
      name,
      annotations: { 'argocd/app-name': name },
    },
    spec: {},
  };
}
