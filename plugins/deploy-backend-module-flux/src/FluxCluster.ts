import { ServiceUnavailableError } from '@backstage/errors';
import {
  KubernetesClient,
  KubernetesObject,
  ResourceType,
  isNotFound,
} from '@openportal/kubernetes-node';
import { ObserverHint } from '@openportal/plugin-deploy-node';
import {
  ObjectWatch,
  WorkloadSource,
  explainClusterError,
} from '@openportal/plugin-deploy-node/kubernetes';
import {
  HelmRelease,
  Kustomization,
  Source,
  inventoryOf,
  parseHelmRelease,
  parseKustomization,
  parseSource,
} from './fluxSchema';
import { sourceOf } from './selectKustomization';
import { toHints } from './toHints';

interface Logger {
  warn(message: string): void;
  debug(message: string): void;
}

/** What stays the same of an object as long as it is not replaced, so that ten thousand are read once each. */
function memoize<T>(parse: (object: KubernetesObject) => T | undefined) {
  const known = new WeakMap<KubernetesObject, { value: T | undefined }>();
  return (object: KubernetesObject): T[] => {
    const found = known.get(object) ?? { value: parse(object) };
    known.set(object, found);
    return found.value === undefined ? [] : [found.value];
  };
}

/** One kind of Flux in a cluster: from its watch while that is current, else from the cluster. */
class FluxKind<T> {
  readonly watch: ObjectWatch;
  readonly #client: KubernetesClient;
  readonly #resource: ResourceType;
  readonly #parse: (object: KubernetesObject) => T[];
  #held: { version: number; items: T[] } | undefined;

  constructor(options: {
    client: KubernetesClient;
    resource: ResourceType;
    parse: (object: KubernetesObject) => T | undefined;
    logger: Logger;
    livenessMilliseconds?: number;
  }) {
    this.#client = options.client;
    this.#resource = options.resource;
    this.#parse = memoize(options.parse);
    this.watch = new ObjectWatch({
      ...options,
      // Times in conditions are not read, so they are no change.
      fingerprint: object => JSON.stringify(options.parse(object) ?? ''),
    });
  }

  async list(signal?: AbortSignal): Promise<readonly T[]> {
    if (!this.watch.isCurrent()) {
      return this.#ask(signal);
    }
    if (this.#held?.version !== this.watch.version) {
      this.#held = {
        version: this.watch.version,
        items: this.watch.objects().flatMap(this.#parse),
      };
    }
    return this.#held.items;
  }

  async #ask(signal?: AbortSignal): Promise<T[]> {
    const { plural, group, version } = this.#resource;
    try {
      const { items } = await this.#client.list(this.#resource, { signal });
      return items.flatMap(this.#parse);
    } catch (error) {
      if (isNotFound(error)) {
        // Without the resource type nothing is found: that says nothing about the deployment.
        throw new ServiceUnavailableError(
          `The cluster '${
            this.#client.cluster
          }' of deploy.flux knows no ${plural} of ${group}/${version}; install Flux there or correct the configuration`,
          error,
        );
      }
      throw explainClusterError(error, signal);
    }
  }
}

/** What Flux and the workloads of one cluster say. */
export class FluxCluster {
  readonly name: string;
  readonly workloads: WorkloadSource;
  readonly #kustomizations: FluxKind<Kustomization>;
  readonly #sources: FluxKind<Source>;
  readonly #releases: FluxKind<HelmRelease> | undefined;

  constructor(options: {
    client: KubernetesClient;
    helm: boolean;
    logger: Logger;
    livenessMilliseconds?: number;
  }) {
    this.name = options.client.cluster;
    this.workloads = new WorkloadSource(options);
    this.#kustomizations = new FluxKind({
      ...options,
      resource: {
        group: 'kustomize.toolkit.fluxcd.io',
        version: 'v1',
        plural: 'kustomizations',
      },
      parse: parseKustomization,
    });
    this.#sources = new FluxKind({
      ...options,
      resource: {
        group: 'source.toolkit.fluxcd.io',
        version: 'v1',
        plural: 'gitrepositories',
      },
      parse: parseSource,
    });
    this.#releases = options.helm
      ? new FluxKind({
          ...options,
          resource: {
            group: 'helm.toolkit.fluxcd.io',
            version: 'v2',
            plural: 'helmreleases',
          },
          parse: parseHelmRelease,
        })
      : undefined;
  }

  async kustomizations(
    signal?: AbortSignal,
  ): Promise<readonly Kustomization[]> {
    return this.#kustomizations.list(signal);
  }

  async sources(signal?: AbortSignal): Promise<readonly Source[]> {
    return this.#sources.list(signal);
  }

  /** The HelmReleases that a Kustomization applied. */
  async releasesOf(
    kustomization: Kustomization,
    signal?: AbortSignal,
  ): Promise<HelmRelease[]> {
    const entries = inventoryOf(kustomization).filter(
      ({ group, kind }) =>
        group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease',
    );
    if (entries.length === 0 || !this.#releases) {
      return [];
    }
    const all = await this.#releases.list(signal);
    return all.filter(({ metadata }) =>
      entries.some(
        ({ namespace, name }) =>
          metadata.namespace === namespace && metadata.name === name,
      ),
    );
  }

  /** Calls back with hints at what changed, until the returned function is called. */
  watch(onHint: (hint: ObserverHint) => void): () => void {
    const tell = (hints: ObserverHint[]) => hints.forEach(onHint);
    const stops = [
      this.workloads.watch(namespace =>
        onHint({ cluster: this.name, namespace }),
      ),
      this.#kustomizations.watch.subscribe(({ object }) => {
        const found = parseKustomization(object);
        const sources = this.#sources.watch
          .objects()
          .flatMap(source => parseSource(source) ?? []);
        tell(toHints(this.name, found, found && sourceOf(found, sources)));
      }),
      this.#sources.watch.subscribe(({ object }) =>
        tell(toHints(this.name, undefined, parseSource(object))),
      ),
      this.#releases?.watch.subscribe(({ object }) => {
        const { metadata, spec } = parseHelmRelease(object) ?? {};
        const namespace = spec?.targetNamespace ?? metadata?.namespace;
        tell(namespace ? [{ cluster: this.name, namespace }] : []);
      }),
    ];
    return () => stops.forEach(stop => stop?.());
  }

  /** Ends the watches. */
  async stop(): Promise<void> {
    await Promise.all([
      this.workloads.stop(),
      this.#kustomizations.watch.stop(),
      this.#sources.watch.stop(),
      this.#releases?.watch.stop(),
    ]);
  }
}
