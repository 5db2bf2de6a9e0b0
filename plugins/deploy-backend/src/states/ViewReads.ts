import { LoggerService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { describeError } from '../errors/describeError';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { DeployApp } from '../app/resolveDeployApp';
import { DatabaseEntityStore } from './DatabaseEntityStore';
import { ObservedStates } from './ObservedStates';
import { StateService } from './StateService';
import { toDeployEntity } from './toDeployEntity';

const MOST_REMEMBERED = 10_000;
// Nobody waits for it, and what comes meanwhile goes into the same statements.
const COLLECT_MS = 100;
const VIEWS_AT_ONCE = 50;

/** Somebody looks at an application. */
export type View = { entity: Entity; app: DeployApp; neverRead: boolean };

/**
 * What viewers set going: a look at the cluster behind their backs, shared by all who look within `maxAgeMs`, on all
 * replicas together. No git host is asked for a viewer: what is looked at is first in the next pass instead, and
 * the pass has a fixed size. So what runs idle costs the same, however many pages are open.
 */
export class ViewReads {
  readonly #adapters: AdapterRegistry;
  readonly #entities: DatabaseEntityStore;
  readonly #states: StateService;
  readonly #observed: ObservedStates;
  readonly #logger: LoggerService;
  readonly #maxAgeMs: number;
  readonly #onFirstRead: (app: DeployApp) => Promise<void>;
  /** When this replica last asked for an entity, so that not every view of a page asks the database. */
  readonly #asked = new Map<string, number>();
  readonly #waiting = new Map<string, View>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    adapters: AdapterRegistry;
    entities: DatabaseEntityStore;
    states: StateService;
    observed: ObservedStates;
    logger: LoggerService;
    maxAgeMs: number;
    /** Called after the first read of an application. */
    onFirstRead: (app: DeployApp) => Promise<void>;
  }) {
    this.#adapters = options.adapters;
    this.#entities = options.entities;
    this.#states = options.states;
    this.#observed = options.observed;
    this.#logger = options.logger;
    this.#maxAgeMs = options.maxAgeMs;
    this.#onFirstRead = options.onFirstRead;
  }

  /** Somebody looks at an application. Nobody waits for what that sets going. */
  request(view: View): void {
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
    this.#waiting.set(entityRef, view);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const views = [...this.#waiting.values()];
      this.#waiting.clear();
      for (let start = 0; start < views.length; start += VIEWS_AT_ONCE) {
        // It never rejects.
        this.#readAll(views.slice(start, start + VIEWS_AT_ONCE));
      }
    }, COLLECT_MS).unref();
  }

  async #readAll(views: readonly View[]): Promise<void> {
    try {
      const claimed = await this.#claim(views);
      const first = claimed.filter(({ neverRead }) => neverRead);
      const known = claimed.filter(({ app, neverRead }) => {
        const observer = this.#adapters.findObserver(app.observer);
        return !neverRead && observer && !observer.capabilities.metered;
      });
      await Promise.all([
        ...first.map(({ app }) => this.#readFirst(app)),
        this.#observed.look(
          known.flatMap(({ app }) =>
            app.environments.map(item => ({ app, item })),
          ),
          'view',
        ),
      ]);
    } catch (error) {
      this.#logger.warn('Deployments that are looked at could not be read', {
        entityRefs: views.map(({ app }) => app.entityRef).join(', '),
        error: describeError(error),
      });
    }
  }

  /** Those of these views for which the sources are to be asked. */
  async #claim(views: readonly View[]): Promise<View[]> {
    const claims = await this.#entities.claimViews(
      views.map(({ app }) => app.entityRef),
      this.#maxAgeMs,
    );
    const newer = views.filter(
      ({ app }) => claims.get(app.entityRef) === 'unlisted',
    );
    if (newer.length > 0) {
      // They are newer than the list of entities.
      await this.#entities.save(
        newer.map(({ entity, app }) => toDeployEntity(entity, app)),
      );
      const again = await this.#entities.claimViews(
        newer.map(({ app }) => app.entityRef),
        this.#maxAgeMs,
      );
      for (const [entityRef, claim] of again) {
        claims.set(entityRef, claim);
      }
    }
    return views.filter(({ app }) => claims.get(app.entityRef) === 'claimed');
  }

  /** Of what nobody has read there is nothing to show, so that the git host is asked too. */
  async #readFirst(app: DeployApp): Promise<void> {
    await this.#states.read(app, { maxAgeMs: this.#maxAgeMs });
    await this.#onFirstRead(app);
  }
}
