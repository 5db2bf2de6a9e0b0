import { LoggerService } from '@backstage/backend-plugin-api';
import {
  KubernetesClient,
  KubernetesObject,
  WatchStatus,
} from '@openportal/kubernetes-node';
import { parseXrd } from '@openportal/plugin-crossplane-common';
import { ClusterSnapshot } from '../convert/types';
import { trimComposite, trimDefinition } from './trimObject';
import { WatchedPart } from './WatchedPart';

const XRD_GROUP = 'apiextensions.crossplane.io';
const DEFINITIONS = 'definitions';
const DISCOVERY_RETRY_MILLISECONDS = 15_000;

/** State of one cluster, for people. */
export interface SourceStatus {
  stale: boolean;
  lastListedAt?: string;
  error?: string;
}

/** Options of {@link KubernetesSource}. */
export interface KubernetesSourceOptions {
  client: KubernetesClient;
  logger: LoggerService;
  /** Objects that an earlier process knew, by part. */
  initial: Map<string, KubernetesObject[]>;
  /** A part changed; `undefined` objects mean that the part is gone. */
  onChange(part: string, objects: KubernetesObject[] | undefined): void;
  /** The cluster became readable or unreadable. */
  onStatus(): void;
  discoveryRetryMilliseconds?: number;
}

/**
 * Reads one cluster: its XRDs, and the instances of every kind that they define. Only reads; what the
 * objects mean is decided elsewhere.
 */
export class KubernetesSource {
  readonly #options: KubernetesSourceOptions;
  readonly #composites = new Map<string, WatchedPart>();
  #definitions: WatchedPart | undefined;
  #discoveryError: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(options: KubernetesSourceOptions) {
    this.#options = options;
  }

  get cluster(): string {
    return this.#options.client.cluster;
  }

  /** True once the XRDs were listed, or reading them failed. */
  get known(): boolean {
    return Boolean(this.#definitions?.listed) || this.status().stale;
  }

  start(): void {
    this.#discover().catch(error =>
      this.#options.logger.error('Reading a cluster failed', error),
    );
  }

  refresh(): void {
    this.#definitions?.refresh();
    for (const part of this.#composites.values()) {
      part.refresh();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.all(
      [this.#definitions, ...this.#composites.values()].map(part =>
        part?.stop(),
      ),
    );
  }

  snapshot(): ClusterSnapshot {
    const { initial } = this.#options;
    const definitions =
      this.#definitions?.objects() ?? initial.get(DEFINITIONS) ?? [];
    const composites: Record<string, KubernetesObject[]> = {};
    for (const { metadata } of definitions) {
      const part = this.#composites.get(metadata.name);
      composites[metadata.name] =
        part?.objects() ?? initial.get(metadata.name) ?? [];
    }
    return {
      cluster: this.cluster,
      stale: this.status().stale,
      definitions,
      compositions: [],
      composites,
    };
  }

  status(): SourceStatus {
    const definitions = this.#definitions?.status();
    const error =
      this.#discoveryError ??
      [definitions, ...this.#compositeStatuses()].find(isFailure)?.error;
    return {
      stale: error !== undefined,
      lastListedAt: definitions?.lastListedAt,
      error,
    };
  }

  #compositeStatuses(): WatchStatus[] {
    return [...this.#composites.values()]
      .map(part => part.status())
      .filter(
        // An XRD that was just created is not served yet: that says nothing about the cluster.
        status => status.statusCode !== 404,
      );
  }

  async #discover(): Promise<void> {
    const { client, logger } = this.#options;
    try {
      const versions = await client.groupVersions(XRD_GROUP);
      if (this.#stopped) {
        return;
      }
      this.#discoveryError = undefined;
      const version = ['v2', 'v1'].find(name => versions.includes(name));
      if (version) {
        this.#watchDefinitions(version);
        return;
      }
      logger.debug(
        `Cluster '${client.cluster}' does not serve ${XRD_GROUP}: Crossplane is not installed there`,
      );
    } catch (error) {
      this.#discoveryError =
        error instanceof Error ? error.message : String(error);
      logger.warn(this.#discoveryError);
      this.#options.onStatus();
    }
    if (!this.#stopped) {
      this.#timer = setTimeout(
        () => this.start(),
        this.#options.discoveryRetryMilliseconds ??
          DISCOVERY_RETRY_MILLISECONDS,
      );
    }
  }

  #watchDefinitions(version: string): void {
    const { client, logger, initial, onChange, onStatus } = this.#options;
    this.#definitions = new WatchedPart({
      client,
      logger,
      // Both API versions serve the same objects, so one of them is read.
      resource: {
        group: XRD_GROUP,
        version,
        plural: 'compositeresourcedefinitions',
      },
      initial: initial.get(DEFINITIONS) ?? [],
      trim: trimDefinition,
      onStatus,
      onChange: () => {
        const objects = this.#definitions?.objects() ?? [];
        this.#followDefinitions(objects);
        onChange(DEFINITIONS, objects);
      },
    });
  }

  /** Watches the instances of every XRD there is, and of no other. */
  #followDefinitions(definitions: KubernetesObject[]): void {
    const { client, logger, initial, onChange, onStatus } = this.#options;
    const names = new Set(definitions.map(({ metadata }) => metadata.name));
    for (const [name, part] of this.#composites) {
      if (!names.has(name)) {
        this.#composites.delete(name);
        part
          .stop()
          .catch(error => logger.warn(`A watch did not stop: ${error}`));
        onChange(name, undefined);
      }
    }
    for (const definition of definitions) {
      const { xrd } = parseXrd(definition);
      if (xrd && !this.#composites.has(xrd.name)) {
        const part: WatchedPart = new WatchedPart({
          client,
          logger,
          resource: {
            group: xrd.group,
            version: xrd.current.name,
            plural: xrd.orderable.plural,
          },
          initial: initial.get(xrd.name) ?? [],
          trim: trimComposite,
          onStatus,
          onChange: () => onChange(xrd.name, part.objects()),
        });
        this.#composites.set(xrd.name, part);
      }
    }
  }
}

function isFailure(status: WatchStatus | undefined): status is WatchStatus {
  return status?.error !== undefined;
}
