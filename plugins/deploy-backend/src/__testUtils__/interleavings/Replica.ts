import { DesiredState } from '@openportal/plugin-deploy-node';
import { Knex } from 'knex';
import { AdapterRegistry } from '../../adapters/AdapterRegistry';
import { ArtifactService } from '../../adapters/ArtifactService';
import { DeployConfig } from '../../config/DeployConfig';
import { DatabaseOperationStore } from '../../database/DatabaseOperationStore';
import { LateWatcher } from '../../operations/LateWatcher';
import { OperationStore } from '../../operations/OperationStore';
import { OperationWorker } from '../../operations/OperationWorker';
import { TestCluster } from '../TestCluster';
import { TestGit } from '../TestGit';
import { TestRegistry } from '../TestRegistry';
import { silentLogger } from './silentLogger';

/** Where a replica stands: nothing to do, or held at a call to the outside. */
type Held = { call: string; goOn: () => void; fail: (error: Error) => void };

/**
 * A replica that the test moves: it stops before and after each call to the git host, and goes on when it is
 * told to. It can die there: it never writes to the database again then.
 */
export class Replica {
  readonly store: OperationStore;
  readonly #worker: OperationWorker;
  readonly #lateWatcher: LateWatcher;
  #dead = false;
  #held: Held | undefined;
  #running: Promise<void> | undefined;
  #onHeld: () => void = () => {};

  constructor(options: {
    knex: Knex;
    git: TestGit;
    cluster: TestCluster;
    registry: TestRegistry;
    config: DeployConfig;
  }) {
    const { knex, git, cluster, registry, config } = options;
    const store = DatabaseOperationStore.create({ knex });
    this.store = store;
    const adapters = new AdapterRegistry();
    adapters.addDesiredState(this.#stopping(git));
    adapters.addObserver(cluster);
    adapters.addArtifactSource(registry);
    const context = {
      adapters,
      artifacts: new ArtifactService({ adapters }),
      config,
      findLogins: async () => ({ logins: ['developer'], complete: true }),
      findSoakedSince: async () => new Date(0),
      askPermissions: async () => undefined,
    };
    this.#worker = new OperationWorker({
      store: this.#mortal(store),
      context,
      logger: silentLogger,
      onChange: () => {},
    });
    // Nothing stops in it: it looks at what is over.
    const direct = new AdapterRegistry();
    direct.addDesiredState(git);
    direct.addObserver(cluster);
    direct.addArtifactSource(registry);
    this.#lateWatcher = new LateWatcher({
      knex,
      context: { ...context, adapters: direct },
      logger: silentLogger,
      onChange: () => {},
    });
  }

  /** The call that it is held at. */
  get heldAt(): string | undefined {
    return this.#held?.call;
  }

  /** Goes on to the next call to the outside, or until there is nothing more to do now. */
  async step(): Promise<void> {
    if (this.#dead) {
      return;
    }
    const held = new Promise<void>(resolve => {
      this.#onHeld = resolve;
    });
    const { goOn } = this.#held ?? { goOn: () => {} };
    this.#held = undefined;
    this.#running ??= this.#worker.runOnce().then(() => {
      this.#running = undefined;
    });
    goOn();
    await Promise.race([held, this.#running]);
  }

  /** Looks at what ended, until there is nothing more to look at now. */
  async lookBack(): Promise<void> {
    while (await this.#lateWatcher.runOnce()) {
      // The next one.
    }
  }

  /** Dies where it is held: SIGKILL. */
  die(): void {
    this.#dead = true;
    this.#held?.fail(new Error('SIGKILL'));
    this.#held = undefined;
  }

  #stop(call: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#held = { call, goOn: resolve, fail: reject };
      this.#onHeld();
    });
  }

  /** The git host as this replica reaches it. */
  #stopping(git: TestGit): DesiredState {
    const around =
      <A extends unknown[], R>(
        call: string,
        method: (...args: A) => Promise<R>,
      ) =>
      async (...args: A): Promise<R> => {
        await this.#stop(`before ${call}`);
        const result = await method.apply(git, args).then(
          value => () => value,
          error => () => {
            throw error;
          },
        );
        await this.#stop(`after ${call}`);
        return result();
      };
    return {
      id: git.id,
      capabilities: git.capabilities,
      read: target => git.read(target),
      history: target => git.history(target),
      find: around('find', git.find),
      propose: around('propose', git.propose),
      status: around('status', git.status),
      merge: around('merge', git.merge),
      abandon: around('abandon', git.abandon),
      contains: (target, query) => git.contains(target, query),
    };
  }

  /** The store, which a dead replica gets no answer from and has no effect on. */
  #mortal(store: OperationStore): OperationStore {
    const isDead = () => this.#dead;
    return new Proxy(store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function'
          ? (...args: unknown[]) =>
              isDead() ? new Promise(() => {}) : value.apply(target, args)
          : value;
      },
    });
  }
}
