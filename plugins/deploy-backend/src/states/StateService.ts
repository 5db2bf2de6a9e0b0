import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { EnvironmentState } from '@openportal/plugin-deploy-common';
import { DesiredVersion, Observation } from '@openportal/plugin-deploy-node';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { DeployApp, DeployAppEnvironment } from '../app/resolveDeployApp';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { readSource, SourceAnswers, withAnswers } from './sourceAnswers';
import { settleWithin } from './settleWithin';
import { runsHealthy } from './runsHealthy';
import { StoredHealthyVersion, StoredState } from './StoredState';
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

  /**
   * The states of every environment, those of `only` as their sources say now. Nobody waits until that is stored: it
   * is for a decision that is made at once, and stored afterwards.
   */
  async readNow(app: DeployApp, only: string[]): Promise<EnvironmentState[]> {
    const items = app.environments.filter(({ environment }) =>
      only.includes(environment.name),
    );
    const [answers, stored, healthy] = await Promise.all([
      Promise.all(items.map(item => this.#ask(app, item, false))),
      this.#store.listStates(app.entityRef),
      this.#store.listHealthy(app.entityRef),
    ]);
    // After the answers, so that none of them is from the future.
    const nowMs = await this.#store.now();
    items.forEach((item, index) => {
      const key = `${app.entityRef}#${item.environment.name}`;
      // Who reads after this waits for it: what is stored must not become older again.
      const kept = this.#keep(app, item, answers[index]).finally(() => {
        if (this.#running.get(key) === kept) {
          this.#running.delete(key);
        }
      });
      if (!this.#running.has(key)) {
        this.#running.set(key, kept);
      }
      kept.catch(error =>
        this.#logger.warn('A deployment state could not be stored', {
          entityRef: app.entityRef,
          environment: item.environment.name,
          error: stringifyError(error),
        }),
      );
    });
    return this.toStates(app, {
      stored: app.environments.flatMap(item => {
        const { name } = item.environment;
        const row = stored.find(({ environment }) => environment === name);
        const index = items.indexOf(item);
        return index < 0
          ? row ?? []
          : withAnswers(name, row, answers[index], nowMs);
      }),
      healthy,
      nowMs,
    });
  }

  /** What is known, without asking anybody. */
  async known(app: DeployApp): Promise<EnvironmentState[]> {
    return (await this.stored(app)).states;
  }

  /** What is known, and what time it is by the clock of the database. */
  async stored(app: DeployApp): Promise<{
    states: EnvironmentState[];
    nowMs: number;
  }> {
    const [stored, healthy, nowMs] = await Promise.all([
      this.#store.listStates(app.entityRef),
      this.#store.listHealthy(app.entityRef),
      this.#store.now(),
    ]);
    const states = this.toStates(app, { stored, healthy, nowMs });
    return { states, nowMs };
  }

  /** The states of every environment of an application, in order, out of what is stored of it. */
  toStates(
    app: DeployApp,
    facts: {
      stored: readonly StoredState[];
      healthy: readonly StoredHealthyVersion[];
      nowMs: number;
    },
  ): EnvironmentState[] {
    const { stored, healthy, nowMs } = facts;
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
    item: DeployAppEnvironment,
    observedOnly: boolean,
  ): Promise<void> {
    await this.#keep(app, item, await this.#ask(app, item, observedOnly));
  }

  /** Asks the sources of an environment. What one of them fails with is its answer. */
  async #ask(
    app: DeployApp,
    { environment, target }: DeployAppEnvironment,
    observedOnly: boolean,
  ): Promise<SourceAnswers> {
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
          entityRef: app.entityRef,
          environment: environment.name,
          error: read.error,
        });
      }
    }
    return { desired, observed };
  }

  /** Stores what the sources answered, and all that follows from it. */
  async #keep(
    app: DeployApp,
    { environment }: DeployAppEnvironment,
    { desired, observed }: SourceAnswers,
  ): Promise<void> {
    const key = { entityRef: app.entityRef, environment: environment.name };
    const before = await this.#fingerprint(app, environment.name);
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
