import { LoggerService } from '@backstage/backend-plugin-api';
import { EnvironmentState } from '@openportal/plugin-deploy-common';
import { describeError } from '../errors/describeError';
import { ArtifactService } from '../adapters/ArtifactService';
import { DeployApp } from '../app/resolveDeployApp';
import { KnownVersion } from '../deployments/mergeVersions';
import { DatabaseFactsStore } from './DatabaseFactsStore';

// What a registry has, it keeps; a request asks it again in any case.
const PRESENCE_MAX_AGE_MS = 10 * 60_000;

/** Finds out beforehand what a page needs to know, and must not wait for. */
export class FactsReader {
  readonly #artifacts: ArtifactService;
  readonly #facts: DatabaseFactsStore;
  readonly #listVersions: (
    app: DeployApp,
    state: EnvironmentState,
  ) => Promise<KnownVersion[]>;
  readonly #countBehind: (app: DeployApp) => Promise<void>;
  readonly #now: () => Promise<number>;
  readonly #logger: LoggerService;
  readonly #running = new Map<
    string,
    { again: boolean; done: Promise<void> }
  >();

  constructor(options: {
    artifacts: ArtifactService;
    facts: DatabaseFactsStore;
    /** Lists the versions of an environment, and keeps what it asked git for that. */
    listVersions: (
      app: DeployApp,
      state: EnvironmentState,
    ) => Promise<KnownVersion[]>;
    /** Counts the commits that environments lack. */
    countBehind: (app: DeployApp) => Promise<void>;
    now: () => Promise<number>;
    logger: LoggerService;
  }) {
    this.#artifacts = options.artifacts;
    this.#facts = options.facts;
    this.#listVersions = options.listVersions;
    this.#countBehind = options.countBehind;
    this.#now = options.now;
    this.#logger = options.logger;
  }

  /**
   * Asks git and the registry for what is not known of these states yet. One run at a time for an application; who
   * comes while one runs gets another one after it. Never rejects.
   */
  async complete(
    app: DeployApp,
    read: () => Promise<EnvironmentState[]>,
  ): Promise<void> {
    const running = this.#running.get(app.entityRef);
    if (running) {
      running.again = true;
      return running.done;
    }
    const entry = { again: false, done: Promise.resolve() };
    entry.done = this.#run(app, read, entry);
    this.#running.set(app.entityRef, entry);
    return entry.done;
  }

  async #run(
    app: DeployApp,
    read: () => Promise<EnvironmentState[]>,
    entry: { again: boolean },
  ): Promise<void> {
    // Not before the caller has noted that it runs.
    await Promise.resolve();
    try {
      do {
        entry.again = false;
        await this.#completeNow(app, await read());
      } while (entry.again);
    } catch (error) {
      this.#logger.warn('What a page needs to know could not be found out', {
        entityRef: app.entityRef,
        error: describeError(error),
      });
    } finally {
      this.#running.delete(app.entityRef);
    }
  }

  async #completeNow(
    app: DeployApp,
    states: readonly EnvironmentState[],
  ): Promise<void> {
    const versions = await Promise.all(
      states.map(state => this.#listVersions(app, state)),
    );
    const images = new Set(
      states.flatMap((state, index) => [
        ...(state.desired ? [state.desired.image] : []),
        ...versions[index]
          .filter(({ suggested }) => suggested)
          .map(({ image }) => image),
      ]),
    );
    const [known, now] = await Promise.all([
      this.#facts.listPresences([...images]),
      this.#now(),
    ]);
    for (const image of images) {
      const stored = known.get(image);
      if (!stored || now - stored.checkedAtMs >= PRESENCE_MAX_AGE_MS) {
        const presence = await this.#artifacts.presence(image, { fresh: true });
        const sourceCommit =
          stored?.sourceCommit ??
          (presence.state === 'present'
            ? (await this.#artifacts.describe(image))?.sourceCommit
            : undefined);
        await this.#facts.savePresence(image, presence, sourceCommit);
      }
    }
    await this.#countBehind(app);
  }
}
