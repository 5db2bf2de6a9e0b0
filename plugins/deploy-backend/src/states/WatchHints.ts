import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Operation } from '@openportal/plugin-deploy-common';
import { ObserverHint } from '@openportal/plugin-deploy-node';
import { describeError } from '../errors/describeError';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { resolveDeployApp } from '../app/resolveDeployApp';
import { DeployConfig } from '../config/DeployConfig';
import { DatabaseEntityStore } from './DatabaseEntityStore';
import { eachAtOnce } from './eachAtOnce';
import { ObservedStates, Watched } from './ObservedStates';
import { StateService } from './StateService';

const HINTS_AT_ONCE = 200;
const AT_ONCE = 4;
// An observer that begins to watch tells of everything there is.
const MOST_WAITING = 100_000;

/** A hint; where an operation gives it, with the commit that it has just written. */
type KnownHint =
  | (Extract<ObserverHint, { entityRef: string }> & { wrote?: string })
  | Exclude<ObserverHint, { entityRef: string }>;

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
  readonly #observed: ObservedStates;
  readonly #logger: LoggerService;
  readonly #stops: (() => void)[] = [];
  /** Hints that wait; the same that comes again while it waits is one. */
  readonly #waiting = new Map<string, KnownHint>();
  #running: Promise<void> | undefined;

  constructor(options: {
    adapters: AdapterRegistry;
    auth: AuthService;
    catalog: CatalogService;
    config: DeployConfig;
    entities: DatabaseEntityStore;
    states: StateService;
    observed: ObservedStates;
    logger: LoggerService;
  }) {
    this.#adapters = options.adapters;
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#config = options.config;
    this.#entities = options.entities;
    this.#states = options.states;
    this.#observed = options.observed;
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
   * Reads what a hint is about, together with all others that wait. Resolves when none waits any more, and never
   * rejects.
   */
  async follow(hint: KnownHint): Promise<void> {
    if (this.#waiting.size < MOST_WAITING) {
      this.#waiting.set(JSON.stringify(hint), hint);
    }
    this.#running ??= this.#followAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /**
   * Reads what an operation changed, as far as this step can have changed it: git when it has just been written, or
   * was written by somebody else, and the cluster alone at the end. Never rejects.
   */
  async followOperation(operation: Operation): Promise<void> {
    const { entityRef, environment, state, finishedAt } = operation;
    if (state === 'committed' || state === 'superseded') {
      const wrote =
        state === 'committed' ? operation.change?.commit : undefined;
      await this.follow({ entityRef, environment, wrote });
    } else if (finishedAt !== undefined) {
      try {
        await this.#observed.look(
          await this.#resolve([{ entityRef, environment }]),
          'hint',
        );
      } catch (error) {
        this.#logger.warn('A deployment could not be looked at', {
          entityRef,
          environment,
          error: describeError(error),
        });
      }
    }
  }

  async #followAll(): Promise<void> {
    // Not before the caller has noted that it runs.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const hints = [...this.#waiting].slice(0, HINTS_AT_ONCE);
      for (const [key] of hints) {
        this.#waiting.delete(key);
      }
      try {
        await this.#read(hints.map(([, hint]) => hint));
      } catch (error) {
        this.#logger.warn('Hints about deployments could not be followed', {
          hints: hints.length,
          error: describeError(error),
        });
      }
    }
  }

  async #read(hints: readonly KnownHint[]): Promise<void> {
    const about = hints.flatMap(hint => ('entityRef' in hint ? [hint] : []));
    // Who names a deployment knows of a change in git.
    await eachAtOnce(
      AT_ONCE,
      await this.#resolve(about),
      async ({ app, item }) => {
        const commits = about
          .filter(
            ({ entityRef, environment }) =>
              entityRef === app.entityRef &&
              environment === item.environment.name,
          )
          .map(({ wrote }) => wrote);
        await this.#states.refresh(app, item, {
          afterNow: true,
          // Where others know of a change too, it may be another one.
          wrote: new Set(commits).size === 1 ? commits[0] : undefined,
        });
      },
    );
    const observed = hints.filter(hint => !('entityRef' in hint));
    if (observed.length > 0) {
      await this.#observed.look(
        await this.#resolve(await this.#entities.findTargets(observed)),
        'hint',
      );
    }
  }

  async #resolve(
    targets: readonly { entityRef: string; environment: string }[],
  ): Promise<Watched[]> {
    if (targets.length === 0) {
      return [];
    }
    const entityRefs = [...new Set(targets.map(({ entityRef }) => entityRef))];
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return items.flatMap((entity, index) => {
      if (!entity) {
        return [];
      }
      const app = resolveDeployApp(entity, this.#config);
      const names = targets
        .filter(({ entityRef }) => entityRef === entityRefs[index])
        .map(({ environment }) => environment);
      return app.environments
        .filter(({ environment }) => names.includes(environment.name))
        .map(item => ({ app, item }));
    });
  }
}
