import { LoggerService } from '@backstage/backend-plugin-api';
import { KubernetesClient } from '@openportal/kubernetes-node';

/** The group of XRDs and compositions. */
export const XRD_GROUP = 'apiextensions.crossplane.io';

const RETRY_MILLISECONDS = 15_000;

/** Options of {@link CrossplaneDiscovery}. */
export interface CrossplaneDiscoveryOptions {
  client: KubernetesClient;
  logger: LoggerService;
  /** Wait before a cluster without Crossplane, or without an answer, is asked again. Defaults to 15 seconds. */
  retryMilliseconds?: number;
  /** The cluster serves XRDs in this version. */
  onFound(version: string): void;
  /** The cluster has no Crossplane. */
  onAbsent(): void;
  /** The cluster began or ceased to answer. */
  onStatus(): void;
}

/** Asks a cluster whether Crossplane is there, until it is. */
export class CrossplaneDiscovery {
  readonly #options: CrossplaneDiscoveryOptions;
  #error: string | undefined;
  #absences = 0;
  #asking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(options: CrossplaneDiscoveryOptions) {
    this.#options = options;
  }

  /** Why the cluster does not say. */
  get error(): string | undefined {
    return this.#error;
  }

  /** True for a cluster that says twice in good health that it has no Crossplane: it has no XRDs either. */
  get absent(): boolean {
    return this.#absences > 1;
  }

  /** Asks now, unless an answer is awaited. */
  start(): void {
    if (this.#asking || this.#stopped) {
      return;
    }
    clearTimeout(this.#timer);
    this.#ask().catch(error =>
      this.#options.logger.error('Reading a cluster failed', error),
    );
  }

  /** Asks anew: what was there is not any more. */
  restart(): void {
    this.#absences = 0;
    this.start();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const { client, logger, retryMilliseconds, onFound } = this.#options;
    this.#asking = true;
    try {
      const versions = await client.groupVersions(XRD_GROUP);
      if (this.#stopped) {
        return;
      }
      this.#setError(undefined);
      const version = ['v2', 'v1'].find(name => versions.includes(name));
      if (version) {
        this.#absences = 0;
        onFound(version);
        return;
      }
      this.#noteAbsence();
    } catch (error) {
      // Twice means twice in a row: hours of errors may lie between two answers.
      this.#absences = 0;
      this.#setError(error instanceof Error ? error.message : String(error));
      logger.warn(`Cluster '${client.cluster}' cannot be read: ${error}`);
    } finally {
      this.#asking = false;
    }
    if (!this.#stopped) {
      this.#timer = setTimeout(
        () => this.start(),
        retryMilliseconds ?? RETRY_MILLISECONDS,
      );
    }
  }

  #noteAbsence(): void {
    const { client, logger, onAbsent } = this.#options;
    this.#absences += 1;
    logger.debug(
      `Cluster '${client.cluster}' does not serve ${XRD_GROUP}: Crossplane is not installed there`,
    );
    if (this.#absences === 2) {
      onAbsent();
    }
  }

  #setError(error: string | undefined): void {
    const changed = (error === undefined) !== (this.#error === undefined);
    this.#error = error;
    if (changed) {
      this.#options.onStatus();
    }
  }
}
