import { InputError, ServiceUnavailableError } from '@backstage/errors';
import {
  KubernetesClient,
  KubernetesObject,
} from '@openportal/kubernetes-node';
import {
  DeployTarget,
  Observation,
  Observer,
  ObserverCapabilities,
  ObserverHint,
  PortCallOptions,
} from '@openportal/plugin-deploy-node';
import {
  ObjectWatch,
  clustersOf,
  explainClusterError,
} from '@openportal/plugin-deploy-node/kubernetes';
import { judgeComposite } from './judgeComposite';
import { imageOf, orderOf } from './orderOf';
import { OrderedKind } from './readConfig';
import {
  compositeFingerprint,
  hintAbout,
  keepComposite,
} from './watchedComposite';

const MAX_MESSAGE_LENGTH = 500;

interface Cluster {
  client: KubernetesClient;
  /** By the name of the XRD. */
  watches: Map<string, ObjectWatch>;
}

/** Tells what runs by the resources of Crossplane that were ordered. */
export class CrossplaneObserver implements Observer {
  readonly id = 'crossplane';
  // A resource does not say which commit it came from.
  readonly capabilities: ObserverCapabilities = {
    revision: false,
    watch: true,
  };
  readonly #kinds: readonly OrderedKind[];
  readonly #clusters: ReadonlyMap<string, Cluster>;
  readonly #now: () => Date;

  constructor(options: {
    clients: KubernetesClient[];
    kinds: OrderedKind[];
    logger: { warn(message: string): void; debug(message: string): void };
    livenessMilliseconds?: number;
    now?: () => Date;
  }) {
    this.#kinds = options.kinds;
    this.#now = options.now ?? (() => new Date());
    this.#clusters = new Map(
      options.clients.map(client => [
        client.cluster,
        {
          client,
          watches: new Map(
            options.kinds.map(kind => [
              kind.xrd,
              new ObjectWatch({
                ...options,
                client,
                resource: kind.resource,
                keep: object => keepComposite(object, kind),
                fingerprint: object => compositeFingerprint(object, kind),
              }),
            ]),
          ),
        },
      ]),
    );
  }

  async observe(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<Observation> {
    const order = orderOf(target, this.#kinds);
    const { kind, name } = order;
    const clusters = clustersOf(
      this.#clusters,
      target,
      'deploy.crossplane.clusters',
    );
    if (clusters.length > 1) {
      throw new InputError(
        `deploy.crossplane.clusters names several, so the environment '${target.environment}' has to say which one it is in; set its 'cluster'`,
      );
    }
    const [cluster] = clusters;
    const namespace = kind.clusterScoped ? undefined : target.namespace;
    const object = await this.#read(
      cluster,
      kind,
      { name, namespace },
      options?.signal,
    );
    const common = {
      observedAt: this.#now().toISOString(),
      sync: 'unknown' as const,
      links: [],
    };
    if (!object) {
      return {
        ...common,
        images: [],
        health: 'missing',
        message: `There is no '${name}' of ${kind.xrd}${
          namespace ? ` in namespace '${namespace}'` : ''
        } of cluster '${cluster.client.cluster}'`,
      };
    }
    const { health, message } = judgeComposite(object);
    const image = imageOf(object, order, target);
    return {
      ...common,
      images: image === undefined ? [] : [image],
      health,
      message: message?.slice(0, MAX_MESSAGE_LENGTH),
    };
  }

  watch(onHint: (hint: ObserverHint) => void): () => void {
    const stops = [...this.#clusters.values()].flatMap(({ client, watches }) =>
      this.#kinds.map(kind =>
        watches.get(kind.xrd)?.subscribe(({ object }) => {
          const hint = hintAbout(object, kind, client.cluster);
          if (hint) {
            onHint(hint);
          }
        }),
      ),
    );
    return () => stops.forEach(stop => stop?.());
  }

  /** Ends the watches. */
  async stop(): Promise<void> {
    await Promise.all(
      [...this.#clusters.values()].flatMap(({ watches }) =>
        [...watches.values()].map(watch => watch.stop()),
      ),
    );
  }

  async #read(
    { client, watches }: Cluster,
    kind: OrderedKind,
    reference: { name: string; namespace?: string },
    signal?: AbortSignal,
  ): Promise<KubernetesObject | undefined> {
    const watch = watches.get(kind.xrd);
    if (watch?.isCurrent()) {
      return watch.get(reference);
    }
    try {
      const { name, namespace } = reference;
      const object = await client.get(kind.resource, name, {
        namespace,
        signal,
      });
      if (object || (await client.serves(kind.resource, signal))) {
        return object;
      }
    } catch (error) {
      throw explainClusterError(error, signal);
    }
    // Without the kind every name is missing: that says nothing about the deployment.
    throw new ServiceUnavailableError(
      `The cluster '${client.cluster}' does not serve '${kind.xrd}' in version '${kind.resource.version}'; install its XRD or correct deploy.crossplane.kinds`,
    );
  }
}
