import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { EnvironmentState } from '@openportal/plugin-deploy-common';
import { DesiredVersion, Observation } from '@openportal/plugin-deploy-node';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { callPort, READ_TIMEOUT_MS } from '../adapters/callPort';
import { DeployApp, DeployAppEnvironment } from '../app/resolveDeployApp';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { settleWithin } from './settleWithin';
import { runsHealthy } from './runsHealthy';
import { StoredHealthyVersion } from './StoredState';
import { toEnvironmentState } from './toEnvironmentState';

/** Knows what runs where: asks the sources, and remembers what they said. */
export class StateService {
  readonly #store: DatabaseStateStore;
  readonly #adapters: AdapterRegistry;
  readonly #logger: LoggerService;
  readonly #staleAfterMs: number;
  readonly #onChange: (app: DeployApp, environment: string) => void;
  readonly #onRead: (
    app: DeployApp,
    states: EnvironmentState[],
    nowMs: number,
  ) => Promise<void>;
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: {
    store: DatabaseStateStore;
    adapters: AdapterRegistry;
    logger: LoggerService;
    staleAfterMs: number;
    /** Called when a viewer would see something change. */
    onChange: (app: DeployApp, environment: string) => void;
    /** Called with all states of an application after one of them was read. */
    onRead?: (
      app: DeployApp,
      states: EnvironmentState[],
      nowMs: number,
    ) => Promise<void>;
  }) {
    this.#store = options.store;
    this.#adapters = options.adapters;
    this.#logger = options.logger;
    this.#staleAfterMs = options.staleAfterMs;
    this.#onChange = options.onChange;
    this.#onRead = options.onRead ?? (async () => {});
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
      // A look at the observer alone makes what git said no younger.
      const readAtMs =
        app.strategy === undefined ? row?.checkedAtMs : row?.desiredAtMs;
      return readAtMs === undefined || now - readAtMs >= options.maxAgeMs;
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
    return (await this.stored(app)).states;
  }

  /** What is known, with what it was made of. */
  async stored(app: DeployApp): Promise<{
    states: EnvironmentState[];
    healthy: StoredHealthyVersion[];
    /** Whether no source was ever asked about it. */
    neverRead: boolean;
    nowMs: number;
  }> {
    const [stored, healthy, nowMs] = await Promise.all([
      this.#store.listStates(app.entityRef),
      this.#store.listHealthy(app.entityRef),
      this.#store.now(),
    ]);
    const states = app.environments.map(({ environment, target, url }) =>
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
    return { states, healthy, neverRead: stored.length === 0, nowMs };
  }

  /**
   * Reads one environment now; with `observedOnly` without asking where its desired state is written. Callers that
   * come while it is being read share that read, unless they know of something that may have come after its begin.
   */
  async refresh(
    app: DeployApp,
    item: DeployAppEnvironment,
    options: { observedOnly?: boolean; afterNow?: boolean } = {},
  ): Promise<void> {
    const observedOnly = options.observedOnly ?? false;
    const key = `${app.entityRef}#${item.environment.name}`;
    const whole = this.#running.get(key);
    const shared = observedOnly
      ? whole ?? this.#running.get(`${key}#observed`)
      : whole;
    if (shared && options.afterNow) {
      await shared.catch(() => {});
      return this.refresh(app, item, { observedOnly });
    }
    if (shared) {
      return shared;
    }
    const name = observedOnly ? `${key}#observed` : key;
    const running = this.#refreshNow(app, item, observedOnly).finally(() =>
      this.#running.delete(name),
    );
    this.#running.set(name, running);
    return running;
  }

  async #refreshNow(
    app: DeployApp,
    { environment, target }: DeployAppEnvironment,
    observedOnly: boolean,
  ): Promise<void> {
    const key = { entityRef: app.entityRef, environment: environment.name };
    const before = await this.#fingerprint(app, environment.name);
    const desiredState = this.#adapters.findDesiredState(app.strategy);
    const observer = this.#adapters.findObserver(app.observer);
    const [desired, observed] = await Promise.all([
      observedOnly
        ? undefined
        : readSource<DesiredVersion | undefined>(
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
    const known = await this.stored(app);
    const state = known.states.find(
      ({ environment: name }) => name === environment.name,
    );
    if (
      state?.desired &&
      observed &&
      'value' in observed &&
      runsHealthy(state, state.desired.image)
    ) {
      await this.#store.saveHealthy(key, state.desired.image);
    }
    await this.#onRead(app, known.states, known.nowMs);
    if ((await this.#fingerprint(app, environment.name)) !== before) {
      this.#onChange(app, environment.name);
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
