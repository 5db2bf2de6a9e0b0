import {
  DeployTarget,
  Observation,
  Observer,
  ObserverCapabilities,
  ObserverHint,
  PortCallOptions,
  combineHealth,
} from '@openportal/plugin-deploy-node';
import {
  WorkloadSource,
  clustersOf,
} from '@openportal/plugin-deploy-node/kubernetes';
import { labelSelectorOf, namespaceOf } from './selectWorkloads';

const MAX_IMAGES = 100;
const MAX_MESSAGE_LENGTH = 500;

/** Tells what runs by Deployments, StatefulSets and DaemonSets and their pods. */
export class KubernetesObserver implements Observer {
  readonly id = 'kubernetes';
  readonly capabilities: ObserverCapabilities;
  readonly watch?: Observer['watch'];
  readonly #sources: ReadonlyMap<string, WorkloadSource>;
  readonly #namespaceAnnotation: boolean;
  readonly #stuckAfterMilliseconds?: number;
  readonly #now: () => Date;

  constructor(options: {
    sources: WorkloadSource[];
    watch: boolean;
    namespaceAnnotation: boolean;
    stuckAfterMilliseconds?: number;
    now?: () => Date;
  }) {
    this.#sources = new Map(
      options.sources.map(source => [source.cluster, source]),
    );
    this.#namespaceAnnotation = options.namespaceAnnotation;
    this.#stuckAfterMilliseconds = options.stuckAfterMilliseconds;
    this.#now = options.now ?? (() => new Date());
    // A cluster knows what runs, not which commit that came from.
    this.capabilities = { revision: false, watch: options.watch };
    if (options.watch) {
      this.watch = onHint => this.#watch(onHint);
    }
  }

  async observe(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<Observation> {
    const labelSelector = labelSelectorOf(target);
    const namespace = namespaceOf(target, {
      namespaceAnnotation: this.#namespaceAnnotation,
    });
    const sources = clustersOf(
      this.#sources,
      target,
      'deploy.kubernetes.clusters',
    );
    const now = this.#now();
    const signal = options?.signal;
    const verdicts = await Promise.all(
      sources.map(async source =>
        source.judge(await source.find({ namespace, labelSelector, signal }), {
          target,
          now,
          stuckAfterMilliseconds: this.#stuckAfterMilliseconds,
          signal,
        }),
      ),
    );
    const { health, message, images } = combineHealth(verdicts.flat());
    return {
      observedAt: now.toISOString(),
      images: images.slice(0, MAX_IMAGES),
      sync: 'unknown',
      health,
      message: (health === 'missing'
        ? `There is no Deployment, StatefulSet or DaemonSet with '${labelSelector}' in namespace '${namespace}' of ${sources
            .map(({ cluster }) => `cluster '${cluster}'`)
            .join(' and ')}`
        : message
      )?.slice(0, MAX_MESSAGE_LENGTH),
      links: [],
    };
  }

  /** Ends the watches. */
  async stop(): Promise<void> {
    await Promise.all([...this.#sources.values()].map(source => source.stop()));
  }

  #watch(onHint: (hint: ObserverHint) => void): () => void {
    const stops = [...this.#sources.values()].map(source =>
      source.watch(namespace => onHint({ cluster: source.cluster, namespace })),
    );
    return () => stops.forEach(stop => stop());
  }
}
