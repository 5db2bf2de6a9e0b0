import { LoggerService } from '@backstage/backend-plugin-api';
import { EnvironmentState } from '@openportal/plugin-deploy-common';
import { DesiredVersion } from '@openportal/plugin-deploy-node';
import { describeError } from '../errors/describeError';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { DeployApp, DeployAppEnvironment } from '../app/resolveDeployApp';
import { DatabaseStateStore } from '../database/DatabaseStateStore';
import { saysTheSame, SourceAnswers, withAnswers } from './sourceAnswers';
import { SourceReader } from './SourceReader';
import { settleWithin } from './settleWithin';
import { followHealthy, HealthyPeriod } from './healthyPeriods';
import { desiredContent, runsHealthy } from './runsHealthy';
import { StoredHealthyVersion, StoredState } from './StoredState';
import { toFingerprint } from './toFingerprint';
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
  readonly #sources: SourceReader;
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
    this.#sources = new SourceReader(options);
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
   *
   * @param facts - what was stored a moment ago
   * @param afterwards - calls back when nobody waits for a decision
   */
  async readNow(
    app: DeployApp,
    only: readonly string[],
    facts: StoredFacts,
    afterwards: (work: () => void) => void = work => work(),
  ): Promise<EnvironmentState[]> {
    const { stored, healthy } = facts;
    const begun = performance.now();
    const items = app.environments.filter(({ environment }) =>
      only.includes(environment.name),
    );
    const answers = await Promise.all(
      items.map(item =>
        this.#sources.ask(app, item, { known: desiredOf(stored, item) }),
      ),
    );
    // After the answers, so that none of them is from the future.
    const nowMs = facts.nowMs + Math.ceil(performance.now() - begun);
    this.#keepAnswers(app, items, answers, {
      stored,
      start: new Promise(resolve => afterwards(resolve)),
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

  /** Stores what was answered already. Where that is what is stored anyway, one statement says so for all of them. */
  #keepAnswers(
    app: DeployApp,
    items: readonly DeployAppEnvironment[],
    answers: readonly SourceAnswers[],
    { stored, start }: { stored: readonly StoredState[]; start: Promise<void> },
  ): void {
    const same: string[] = [];
    const warn = (environments: readonly string[]) => (error: unknown) =>
      this.#logger.warn('A deployment state could not be stored', {
        entityRef: app.entityRef,
        environments: environments.join(', '),
        error: describeError(error),
      });
    items.forEach((item, index) => {
      const { name } = item.environment;
      const row = stored.find(({ environment }) => environment === name);
      if (row && saysTheSame(row, answers[index])) {
        same.push(name);
        return;
      }
      const key = `${app.entityRef}#${name}`;
      // Who reads after this waits for it: what is stored must not become older again.
      const kept = start
        .then(() => this.#keep(app, item, answers[index], stored))
        .finally(() => {
          if (this.#running.get(key) === kept) {
            this.#running.delete(key);
          }
        });
      if (!this.#running.has(key)) {
        this.#running.set(key, kept);
      }
      kept.catch(warn([name]));
    });
    if (same.length > 0) {
      start
        .then(() => this.#store.touch(app.entityRef, same))
        .catch(warn(same));
    }
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
  toStates(app: DeployApp, facts: StoredFacts): EnvironmentState[] {
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
   * Reads one environment now; with `observedOnly` without asking where its desired state is written, with `wrote` after
   * a commit that an operation has just made. Callers that come while it is being read share that read, unless they know
   * of something that may have come after its begin.
   */
  async refresh(
    app: DeployApp,
    item: DeployAppEnvironment,
    options: {
      observedOnly?: boolean;
      afterNow?: boolean;
      wrote?: string;
    } = {},
  ): Promise<void> {
    const { observedOnly = false, wrote } = options;
    const key = `${app.entityRef}#${item.environment.name}`;
    const whole = this.#running.get(key);
    const shared = observedOnly
      ? whole ?? this.#running.get(`${key}#observed`)
      : whole;
    if (shared && options.afterNow) {
      await shared.catch(() => {});
      return this.refresh(app, item, { observedOnly, wrote });
    }
    if (shared) {
      return shared;
    }
    const name = observedOnly ? `${key}#observed` : key;
    const running = this.#refreshNow(app, item, {
      observedOnly,
      wrote,
    }).finally(() => this.#running.delete(name));
    this.#running.set(name, running);
    return running;
  }

  async #refreshNow(
    app: DeployApp,
    item: DeployAppEnvironment,
    options: { observedOnly: boolean; wrote?: string },
  ): Promise<void> {
    const stored = await this.#store.listStates(app.entityRef);
    const answers = await this.#sources.ask(app, item, {
      ...options,
      known: desiredOf(stored, item),
    });
    await this.#keep(app, item, answers, stored);
  }

  /** Stores what the sources answered, and all that follows from it. */
  async #keep(
    app: DeployApp,
    { environment }: DeployAppEnvironment,
    { desired, observed }: SourceAnswers,
    before: readonly StoredState[],
  ): Promise<void> {
    const key = { entityRef: app.entityRef, environment: environment.name };
    await this.#store.save(key, { desired, observed }, stored =>
      this.#periodsOf(app, environment.name, stored),
    );
    const known = await this.stored(app);
    await this.#onRead(app, known.states, known.nowMs);
    const after = await this.#store.listStates(app.entityRef);
    if (
      toFingerprint(after, environment.name) !==
      toFingerprint(before, environment.name)
    ) {
      this.#onChange(app, environment.name);
    }
  }

  #periodsOf(
    app: DeployApp,
    environment: string,
    known: {
      stored: StoredState;
      healthy: readonly StoredHealthyVersion[];
      nowMs: number;
    },
  ): HealthyPeriod[] {
    const { healthy, nowMs } = known;
    const state = this.toStates(app, {
      stored: [known.stored],
      healthy,
      nowMs,
    }).find(({ environment: name }) => name === environment);
    const image = state && desiredContent(state);
    if (!state || image === undefined) {
      return [];
    }
    const { health, drift } = state;
    const isHealthy = runsHealthy(state, image);
    return followHealthy(healthy, { image, isHealthy, health, drift }, nowMs);
  }
}

/** All that is stored of an application, and when that was read by the clock of the database. */
type StoredFacts = {
  stored: readonly StoredState[];
  healthy: readonly StoredHealthyVersion[];
  nowMs: number;
};

function desiredOf(
  stored: readonly StoredState[],
  { environment }: DeployAppEnvironment,
): DesiredVersion | undefined {
  return stored.find(row => row.environment === environment.name)?.desired;
}
