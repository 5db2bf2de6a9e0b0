import { LoggerService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { DeployApp } from '../app/resolveDeployApp';
import { DatabaseEntityStore } from './DatabaseEntityStore';
import { StateService } from './StateService';
import { toDeployEntity } from './toDeployEntity';

const MOST_REMEMBERED = 10_000;

/**
 * What viewers set going: a look at the cluster behind their backs, shared by all who look within `maxAgeMs`, on all
 * replicas together. No git host is asked for a viewer: what is looked at is first in the next pass instead, and
 * the pass has a fixed size. So what runs idle costs the same, however many pages are open.
 */
export class ViewReads {
  readonly #adapters: AdapterRegistry;
  readonly #entities: DatabaseEntityStore;
  readonly #states: StateService;
  readonly #logger: LoggerService;
  readonly #maxAgeMs: number;
  readonly #onFirstRead: (app: DeployApp) => Promise<void>;
  /** When this replica last asked for an entity, so that not every view of a page asks the database. */
  readonly #asked = new Map<string, number>();

  constructor(options: {
    adapters: AdapterRegistry;
    entities: DatabaseEntityStore;
    states: StateService;
    logger: LoggerService;
    maxAgeMs: number;
    /** Called after the first read of an application. */
    onFirstRead: (app: DeployApp) => Promise<void>;
  }) {
    this.#adapters = options.adapters;
    this.#entities = options.entities;
    this.#states = options.states;
    this.#logger = options.logger;
    this.#maxAgeMs = options.maxAgeMs;
    this.#onFirstRead = options.onFirstRead;
  }

  /** Somebody looks at an application. Nobody waits for what that sets going. */
  request(view: { entity: Entity; app: DeployApp; neverRead: boolean }): void {
    const { entityRef } = view.app;
    const now = performance.now();
    const askedAt = this.#asked.get(entityRef);
    if (askedAt !== undefined && now - askedAt < this.#maxAgeMs) {
      return;
    }
    this.#asked.delete(entityRef);
    if (this.#asked.size >= MOST_REMEMBERED) {
      const [oldest] = this.#asked.keys();
      this.#asked.delete(oldest);
    }
    this.#asked.set(entityRef, now);
    this.#read(view).catch(error =>
      this.#logger.warn('A deployment that is looked at could not be read', {
        entityRef,
        error: stringifyError(error),
      }),
    );
  }

  async #claim(app: DeployApp) {
    return this.#entities.claimView(app.entityRef, this.#maxAgeMs);
  }

  async #read(view: {
    entity: Entity;
    app: DeployApp;
    neverRead: boolean;
  }): Promise<void> {
    const { app, entity, neverRead } = view;
    let claim = await this.#claim(app);
    if (claim === 'unlisted') {
      // It is newer than the list of entities.
      await this.#entities.save([toDeployEntity(entity, app)]);
      claim = await this.#claim(app);
    }
    if (claim !== 'claimed') {
      return;
    }
    if (neverRead) {
      await this.#states.read(app, { maxAgeMs: this.#maxAgeMs });
      await this.#onFirstRead(app);
      return;
    }
    const observer = this.#adapters.findObserver(app.observer);
    if (observer && !observer.capabilities.metered) {
      await Promise.all(
        app.environments.map(item =>
          this.#states.refresh(app, item, { observedOnly: true }),
        ),
      );
    }
  }
}
