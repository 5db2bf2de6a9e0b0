import { LoggerService } from '@backstage/backend-plugin-api';
import { Lease, LeaseStore } from '../store/LeaseStore';

const TICK_MILLISECONDS = 5_000;
const TICKS_OF_RENEWAL = 2;
/** At most this part of its lifetime passes until a lease is renewed. */
const RENEWAL_SHARE = 1 / 3;
/** A lease that could not be renewed is given up before others can take it. */
const SAFETY_SHARE = 0.8;

/** A call to the database on a connection that is half open may take longer than a lease lasts. */
class LeaseTimeoutError extends Error {
  constructor() {
    super('The database did not answer in time');
    this.name = 'LeaseTimeoutError';
  }
}

/** Options of {@link LeaderElection}. */
export interface LeaderElectionOptions {
  leases: LeaseStore;
  provider: string;
  /** Name of this replica. */
  holder: string;
  logger: LoggerService;
  /** This replica reads the clusters from now on. */
  onElected(lease: Lease): void;
  /** It does not any more; resolves when everything it started has ended. */
  onResigned(): Promise<void>;
  /** Called with every renewal. */
  onRenewed(): Promise<void>;
  /** How often the lease is asked for; half as often it is renewed. Defaults to 5 seconds. */
  tickMilliseconds?: number;
}

/**
 * Keeps one replica at work for a provider: takes the lease when it is free, renews it, and steps down when
 * the database cannot be reached for so long that another replica may have taken over.
 */
export class LeaderElection {
  readonly #options: LeaderElectionOptions;
  #lease: Lease | undefined;
  #renewedAt = 0;
  /** Whether the last attempt to take or renew the lease succeeded. */
  #renewed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ticking: Promise<void> | undefined;
  #stopped = false;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
  }

  /** The lease, while this replica has it. */
  get lease(): Lease | undefined {
    return this.#lease;
  }

  start(): void {
    this.#schedule(0);
  }

  /** Ends the work and lets another replica take over at once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#ticking;
    const lease = this.#lease;
    await this.#resign();
    if (lease) {
      await this.#options.leases.release(lease).catch(error => {
        this.#options.logger.debug(
          `The lease was not given back, so it ends by itself: ${error}`,
        );
      });
    }
  }

  #schedule(delay: number): void {
    if (this.#stopped) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#ticking = this.#tick().finally(() => {
        this.#ticking = undefined;
        this.#schedule(this.#pause());
      });
    }, delay);
  }

  /** A leader that just renewed has time; one that could not, and those that wait, look more often. */
  #pause(): number {
    const { leases, tickMilliseconds = TICK_MILLISECONDS } = this.#options;
    if (!this.#lease) {
      return tickMilliseconds;
    }
    return this.#renewed
      ? Math.min(
          tickMilliseconds * TICKS_OF_RENEWAL,
          leases.lifetime * RENEWAL_SHARE,
          this.#remaining() / 2,
        )
      : Math.min(tickMilliseconds, this.#remaining());
  }

  async #tick(): Promise<void> {
    const { logger, provider, onRenewed } = this.#options;
    this.#renewed = false;
    try {
      await (this.#lease ? this.#renew(this.#lease) : this.#acquire());
    } catch (error) {
      logger.warn(
        `The lease of provider '${provider}' cannot be read or renewed: ${error}`,
      );
    }
    if (this.#lease && this.#remaining() <= 0) {
      logger.warn(
        `Provider '${provider}' stops here: its lease could not be renewed in time`,
      );
      await this.#resign();
    }
    if (this.#lease) {
      // Half of what is left: the next renewal needs the rest.
      await this.#inTime(onRenewed(), this.#remaining() / 2).catch(error =>
        logger.warn(
          `The state of provider '${provider}' was not stored: ${error}`,
        ),
      );
    }
  }

  async #acquire(): Promise<void> {
    const { leases, provider, holder, logger, onElected } = this.#options;
    const startedAt = performance.now();
    this.#lease = await leases.acquire(provider, holder);
    if (this.#lease) {
      this.#renewedAt = startedAt;
      this.#renewed = true;
      logger.info(`Replica '${holder}' reads the clusters of '${provider}'`);
      onElected(this.#lease);
    }
  }

  async #renew(lease: Lease): Promise<void> {
    const startedAt = performance.now();
    if (
      await this.#inTime(this.#options.leases.renew(lease), this.#remaining())
    ) {
      this.#renewedAt = startedAt;
      this.#renewed = true;
      return;
    }
    this.#options.logger.warn(
      `Another replica reads the clusters of '${lease.provider}' by now`,
    );
    await this.#resign();
  }

  /** Milliseconds until the lease is given up unless it is renewed. */
  #remaining(): number {
    const limit = this.#options.leases.lifetime * SAFETY_SHARE;
    return this.#renewedAt + limit - performance.now();
  }

  /** Waits for an answer this many milliseconds: a leader that waits longer than its lease lasts is none. */
  async #inTime<T>(answer: Promise<T>, limit: number): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new LeaseTimeoutError()),
        Math.max(0, Math.ceil(limit) + 1),
      );
    });
    try {
      return await Promise.race([answer, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #resign(): Promise<void> {
    if (this.#lease) {
      this.#lease = undefined;
      await this.#options.onResigned();
    }
  }
}
