import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { ObserverHint } from '@openportal/plugin-deploy-node';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { resolveDeployApp } from '../app/resolveDeployApp';
import { DeployConfig } from '../config/DeployConfig';
import { DatabaseEntityStore } from './DatabaseEntityStore';
import { StateService } from './StateService';

/**
 * Reads an environment again as soon as its observer hints that something changed there, whichever replica read it
 * before. What the hint says is not trusted, and a lost one costs nothing: the periodic pass comes anyway.
 */
export class WatchHints {
  readonly #adapters: AdapterRegistry;
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #config: DeployConfig;
  readonly #entities: DatabaseEntityStore;
  readonly #states: StateService;
  readonly #logger: LoggerService;
  readonly #stops: (() => void)[] = [];
  /** Hints that are followed now; whether the same came again since it was begun. */
  readonly #following = new Map<string, { again: boolean }>();

  constructor(options: {
    adapters: AdapterRegistry;
    auth: AuthService;
    catalog: CatalogService;
    config: DeployConfig;
    entities: DatabaseEntityStore;
    states: StateService;
    logger: LoggerService;
  }) {
    this.#adapters = options.adapters;
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#config = options.config;
    this.#entities = options.entities;
    this.#states = options.states;
    this.#logger = options.logger;
  }

  start(): void {
    for (const observer of this.#adapters.observers()) {
      const stop = observer.watch?.(hint => {
        // It never rejects.
        this.follow(hint);
      });
      if (stop) {
        this.#stops.push(stop);
      }
    }
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) {
      stop();
    }
  }

  /**
   * Reads what a hint is about. The same hint that comes while it is followed is followed once more after that:
   * what it tells of may have happened after the read. Never rejects.
   */
  async follow(hint: ObserverHint): Promise<void> {
    const key = JSON.stringify(hint);
    const running = this.#following.get(key);
    if (running) {
      running.again = true;
      return;
    }
    const following = { again: true };
    this.#following.set(key, following);
    try {
      while (following.again) {
        following.again = false;
        await this.#read(hint);
      }
    } catch (error) {
      this.#logger.warn('A hint about a deployment could not be followed', {
        hint: key,
        error: stringifyError(error),
      });
    } finally {
      this.#following.delete(key);
    }
  }

  async #read(hint: ObserverHint): Promise<void> {
    const targets = await this.#entities.findTargets(hint);
    if (targets.length === 0) {
      return;
    }
    const entityRefs = [...new Set(targets.map(({ entityRef }) => entityRef))];
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    await Promise.all(
      items.flatMap((entity, index) => {
        if (!entity) {
          return [];
        }
        const app = resolveDeployApp(entity, this.#config);
        const names = targets
          .filter(({ entityRef }) => entityRef === entityRefs[index])
          .map(({ environment }) => environment);
        return app.environments
          .filter(({ environment }) => names.includes(environment.name))
          .map(item => this.#states.refresh(app, item, { afterNow: true }));
      }),
    );
  }
}
