import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EnvironmentState } from '@openportal/plugin-deploy-common';
import { describeError } from '../errors/describeError';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { DeployApp, resolveDeployApp } from '../app/resolveDeployApp';
import { DeployConfig } from '../config/DeployConfig';
import { DatabaseEntityStore } from './DatabaseEntityStore';
import { EntityList } from './EntityList';
import { eachAtOnce } from './eachAtOnce';
import { isConfirmed } from './isConfirmed';
import { ObservedStates } from './ObservedStates';
import { StateService } from './StateService';

// Of what one read takes, most is waiting.
const AT_ONCE = 4;
// The pass is over with its batch; nobody needs the references of ten thousand.
const MOST_ENTITIES = 1000;

/**
 * Reads the applications that nobody read for the longest time, so that no state grows old; those that somebody looked
 * at come first. How much it reads in a pass is fixed, so that neither many applications nor many viewers cost more. Where
 * an observer that watches says that it compared with the revision of git that is known here, git is not asked again.
 */
export class StateRefresher {
  readonly #adapters: AdapterRegistry;
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #config: DeployConfig;
  readonly #entities: DatabaseEntityStore;
  readonly #list: EntityList;
  readonly #states: StateService;
  readonly #logger: LoggerService;
  /** What is deployed in another way than before, so that what is known of it is of no use. */
  readonly #changed = new Set<string>();
  readonly #onRead: (
    app: DeployApp,
    states: EnvironmentState[],
  ) => Promise<void>;

  constructor(options: {
    adapters: AdapterRegistry;
    auth: AuthService;
    catalog: CatalogService;
    config: DeployConfig;
    entities: DatabaseEntityStore;
    states: StateService;
    observed: ObservedStates;
    logger: LoggerService;
    /** Called with what was read, for what is slow to find out while somebody waits. */
    onRead: (app: DeployApp, states: EnvironmentState[]) => Promise<void>;
  }) {
    this.#adapters = options.adapters;
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#config = options.config;
    this.#entities = options.entities;
    this.#list = new EntityList({
      ...options,
      onApps: apps => options.observed.lookAtWatched(apps),
      onChanged: entityRef => this.#changed.add(entityRef),
    });
    this.#states = options.states;
    this.#logger = options.logger;
    this.#onRead = options.onRead;
  }

  /** One pass over a batch. */
  async run(signal?: AbortSignal): Promise<void> {
    await this.#list.update(signal);
    const due = await this.#entities.listDue({
      checkedBeforeMs:
        (await this.#entities.now()) - this.#config.refresh.frequencyMs / 2,
      limit: Math.min(this.#config.refresh.batchSize, MOST_ENTITIES),
    });
    if (due.length === 0) {
      return;
    }
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs: due },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    const apps = this.#takeBatch(items);
    await eachAtOnce(AT_ONCE, apps, async app => {
      if (!signal?.aborted) {
        await this.#read(app);
      }
    });
    this.#logger.debug('Deployment states were read', {
      applications: apps.length,
    });
  }

  #takeBatch(entities: readonly (Entity | undefined)[]): DeployApp[] {
    const apps: DeployApp[] = [];
    let budget = this.#config.refresh.batchSize;
    for (const entity of entities) {
      if (budget <= 0) {
        break;
      }
      if (entity) {
        const app = resolveDeployApp(entity, this.#config);
        budget -= app.environments.length;
        apps.push(app);
      }
    }
    return apps;
  }

  async #read(app: DeployApp): Promise<void> {
    try {
      const states = await this.#readStates(app);
      this.#changed.delete(app.entityRef);
      await this.#onRead(app, states);
    } catch (error) {
      // One application must not keep the others from being read.
      this.#logger.warn('The states of an application cannot be read', {
        entityRef: app.entityRef,
        error: describeError(error),
      });
    }
    // Also where it failed: it must not be the first of every pass.
    await this.#entities.markChecked(app.entityRef);
  }

  async #readStates(app: DeployApp): Promise<EnvironmentState[]> {
    if (this.#changed.has(app.entityRef)) {
      return this.#states.read(app, { maxAgeMs: 0 });
    }
    const { states, nowMs } = await this.#states.stored(app);
    const observer = this.#adapters.findObserver(app.observer)?.capabilities;
    const doubtful = states.filter(
      state => !isConfirmed(state, observer, nowMs),
    );
    return this.#states.read(app, {
      maxAgeMs: this.#config.refresh.frequencyMs / 2,
      only: doubtful.map(({ environment }) => environment),
    });
  }
}
