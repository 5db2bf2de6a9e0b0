import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { EnvironmentState } from '@openportal/plugin-deploy-common';
import { DesiredVersion, Observation } from '@openportal/plugin-deploy-node';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { callPort, READ_TIMEOUT_MS } from '../adapters/callPort';
import { DeployApp, DeployAppEnvironment } from '../app/resolveDeployApp';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { runsHealthy } from './runsHealthy';
import { toEnvironmentState } from './toEnvironmentState';

/** Knows what runs where: asks the sources, and remembers what they said. */
export class StateService {
  readonly #store: DatabaseStateStore;
  readonly #adapters: AdapterRegistry;
  readonly #logger: LoggerService;
  readonly #staleAfterMs: number;
  readonly #onChange: (key: { entityRef: string; environment: string }) => void;
  readonly #running = new Map<string, Promise<void>>();
  readonly #read = new Map<
    string,
    { app: DeployApp; item: DeployAppEnvironment }
  >();

  constructor(options: {
    store: DatabaseStateStore;
    adapters: AdapterRegistry;
    logger: LoggerService;
    staleAfterMs: number;
    onChange: (key: { entityRef: string; environment: string }) => void;
  }) {
    this.#store = options.store;
    this.#adapters = options.adapters;
    this.#logger = options.logger;
    this.#staleAfterMs = options.staleAfterMs;
    this.#onChange = options.onChange;
  }

  /**
   * The states of every environment of an application, in order. Those that were read longer ago than
   * `maxAgeMs` are read again first; `only` limits that to some environments. Waits at most `waitMs` for
   * the sources: slow ones are answered with what is known, and finish in the background.
   */
  async read(
    app: DeployApp,
    options: { maxAgeMs: number; only?: string[]; waitMs?: number },
  ): Promise<EnvironmentState[]> {
    const stored = await this.#store.listStates(app.entityRef);
    const now = await this.#store.now();
    const due = app.environments.filter(({ environment }) => {
      if (options.only && !options.only.includes(environment.name)) {
        return false;
      }
      const row = stored.find(state => state.environment === environment.name);
      return row === undefined || now - row.checkedAtMs >= options.maxAgeMs;
    });
    const refresh = Promise.all(due.map(item => this.refresh(app, item)));
    if (options.waitMs === undefined) {
      await refresh;
    } else {
      await settleWithin(refresh, options.waitMs);
    }
    return this.known(app);
  }

  /** What is known, without asking anybody. */
  async known(app: DeployApp): Promise<EnvironmentState[]> {
    const [stored, healthy, nowMs] = await Promise.all([
      this.#store.listStates(app.entityRef),
      this.#store.listHealthy(app.entityRef),
      this.#store.now(),
    ]);
    return app.environments.map(({ environment, target, url }) =>
      toEnvironmentState({
        target,
        url,
        strategy: app.strategy,
        observer: app.observer,
        comparesWithGit: this.#adapters.findObserver(app.observer)?.capabilities
          .revision,
        stored: stored.find(state => state.environment === environment.name),
        healthy: healthy.filter(
          version => version.environment === environment.name,
        ),
        nowMs,
        staleAfterMs: this.#staleAfterMs,
      }),
    );
  }

  /** Reads one environment now. Callers that come while it is being read share that read. */
  async refresh(app: DeployApp, item: DeployAppEnvironment): Promise<void> {
    const key = `${app.entityRef}#${item.environment.name}`;
    this.#read.set(key, { app, item });
    let running = this.#running.get(key);
    if (!running) {
      running = this.#refreshNow(app, item).finally(() =>
        this.#running.delete(key),
      );
      this.#running.set(key, running);
    }
    return running;
  }

  /** The environments that this replica has read since it started. */
  listRead(): { app: DeployApp; item: DeployAppEnvironment }[] {
    return [...this.#read.values()];
  }

  async #refreshNow(
    app: DeployApp,
    { environment, target }: DeployAppEnvironment,
  ): Promise<void> {
    const key = { entityRef: app.entityRef, environment: environment.name };
    const before = await this.#fingerprint(app, environment.name);
    const desiredState = this.#adapters.findDesiredState(app.strategy);
    const observer = this.#adapters.findObserver(app.observer);
    const [desired, observed] = await Promise.all([
      readSource<DesiredVersion | undefined>(
        app.strategy,
        desiredState && (signal => desiredState.read(target, { signal })),
      ),
      readSource<Observation>(
        app.observer,
        observer && (signal => observer.observe(target, { signal })),
      ),
    ]);
    for (const read of [desired, observed]) {
      if (read && 'error' in read) {
        this.#logger.warn('A source of deployment states cannot be read', {
          ...key,
          error: read.error,
        });
      }
    }
    await this.#store.save(key, { desired, observed });
    const state = (await this.known(app)).find(
      known => known.environment === environment.name,
    );
    if (
      state?.desired &&
      observed &&
      'value' in observed &&
      runsHealthy(state, state.desired.image)
    ) {
      await this.#store.saveHealthy(key, state.desired.image);
    }
    if ((await this.#fingerprint(app, environment.name)) !== before) {
      this.#onChange(key);
    }
  }

  /** What a viewer would see change. Times of reading are left out: they change with every look. */
  async #fingerprint(app: DeployApp, environment: string): Promise<string> {
    const states = await this.#store.listStates(app.entityRef);
    const state = states.find(stored => stored.environment === environment);
    const { images, revision, sync, health, message } = state?.observed ?? {};
    return JSON.stringify([
      state?.desired?.image,
      state?.desired?.revision,
      state?.desiredError,
      images,
      revision,
      sync,
      health,
      message,
      state?.observedError,
    ]);
  }
}

async function readSource<T>(
  adapter: string | undefined,
  read: ((signal: AbortSignal) => Promise<T>) | undefined,
): Promise<{ value: T } | { error: string } | undefined> {
  if (adapter === undefined) {
    return undefined;
  }
  if (!read) {
    return {
      error: `No module brings the adapter '${adapter}' to the backend`,
    };
  }
  try {
    return {
      value: await callPort(`The adapter '${adapter}'`, READ_TIMEOUT_MS, read),
    };
  } catch (error) {
    return { error: stringifyError(error) };
  }
}

async function settleWithin(
  work: Promise<unknown>,
  milliseconds: number,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      work,
      new Promise<void>(resolve => {
        timer = setTimeout(resolve, milliseconds);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
