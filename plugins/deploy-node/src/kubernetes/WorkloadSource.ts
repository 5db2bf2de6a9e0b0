import {
  KubernetesClient,
  KubernetesObject,
} from '@openportal/kubernetes-node';
import {
  DeployTarget,
  WorkloadHealth,
  judgeWorkload,
} from '@openportal/plugin-deploy-node';
import { explainClusterError } from './explainClusterError';
import { keepWorkload, workloadFingerprint } from './keepWorkload';
import { equalityLabels, hasLabels, toLabelSelector } from './labelSelector';
import { ObjectWatch } from './ObjectWatch';

/**
 * The kinds that run an application, of `apps/v1`.
 *
 * @public
 */
export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet';

const plurals: Record<WorkloadKind, string> = {
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
};
const kinds = Object.keys(plurals) as WorkloadKind[];

function resourceOf(kind: WorkloadKind) {
  return { group: 'apps', version: 'v1', plural: plurals[kind] };
}

/**
 * Whether a kind is one that runs an application.
 *
 * @public
 */
export function isWorkloadKind(kind: string): kind is WorkloadKind {
  return Object.hasOwn(plurals, kind);
}

/**
 * Reads the workloads of a cluster and judges them. While somebody watches, what the watches hold answers as long as
 * it is current; else the cluster is asked. Pods are always asked for: a watch of all of them would be far too big.
 *
 * @public
 */
export class WorkloadSource {
  readonly cluster: string;
  readonly #client: KubernetesClient;
  readonly #watches: Record<WorkloadKind, ObjectWatch>;

  constructor(options: {
    client: KubernetesClient;
    logger: { warn(message: string): void; debug(message: string): void };
    /** See {@link ObjectWatchOptions.livenessMilliseconds}. */
    livenessMilliseconds?: number;
  }) {
    this.#client = options.client;
    this.cluster = options.client.cluster;
    const watch = (kind: WorkloadKind) =>
      new ObjectWatch({
        ...options,
        resource: resourceOf(kind),
        keep: keepWorkload,
        fingerprint: workloadFingerprint,
      });
    this.#watches = {
      Deployment: watch('Deployment'),
      StatefulSet: watch('StatefulSet'),
      DaemonSet: watch('DaemonSet'),
    };
  }

  /**
   * The workloads of a namespace that a selector finds, as Kubernetes writes selectors.
   *
   * @throws ServiceUnavailableError where the cluster cannot be asked
   */
  async find(query: {
    namespace: string;
    labelSelector: string;
    signal?: AbortSignal;
  }): Promise<KubernetesObject[]> {
    const labels = equalityLabels(query.labelSelector);
    const lists = await Promise.all(
      kinds.map(async kind => {
        const watch = this.#watches[kind];
        if (labels && watch.isCurrent()) {
          return [...watch.inNamespace(query.namespace).values()].filter(
            object => hasLabels(object, labels),
          );
        }
        return this.#ask(query.signal, async () => {
          const { items } = await this.#client.list(resourceOf(kind), query);
          return items;
        });
      }),
    );
    return lists.flat();
  }

  /**
   * One workload, or undefined where there is none.
   *
   * @throws ServiceUnavailableError where the cluster cannot be asked
   */
  async get(
    reference: { kind: WorkloadKind; namespace: string; name: string },
    signal?: AbortSignal,
  ): Promise<KubernetesObject | undefined> {
    const { kind, namespace, name } = reference;
    const watch = this.#watches[kind];
    return watch.isCurrent()
      ? watch.get(reference)
      : this.#ask(signal, () =>
          this.#client.get(resourceOf(kind), name, { namespace, signal }),
        );
  }

  /**
   * How workloads are doing, by `judgeWorkload` of `@openportal/plugin-deploy-node`, with the pods that they have now.
   *
   * @throws ServiceUnavailableError where the cluster cannot be asked for pods
   */
  async judge(
    workloads: readonly KubernetesObject[],
    options: {
      target: Pick<DeployTarget, 'container' | 'imageRepository'>;
      now: Date;
      /** See `WorkloadFacts`. */
      stuckAfterMilliseconds?: number;
      signal?: AbortSignal;
    },
  ): Promise<WorkloadHealth[]> {
    return Promise.all(
      workloads.map(async workload =>
        judgeWorkload({
          workload,
          pods: await this.#pods(workload, options.signal),
          now: options.now,
          container: options.target.container,
          imageRepository: options.target.imageRepository,
          stuckAfterMilliseconds: options.stuckAfterMilliseconds,
        }),
      ),
    );
  }

  /** Calls back with the namespace of every workload that changes, until the returned function is called. */
  watch(onChange: (namespace: string) => void): () => void {
    const stops = kinds.map(kind =>
      this.#watches[kind].subscribe(({ namespace }) =>
        onChange(namespace ?? ''),
      ),
    );
    return () => stops.forEach(stop => stop());
  }

  /** Ends the watches. */
  async stop(): Promise<void> {
    await Promise.all(kinds.map(kind => this.#watches[kind].stop()));
  }

  async #pods(
    workload: KubernetesObject,
    signal: AbortSignal | undefined,
  ): Promise<KubernetesObject[]> {
    const { selector } = (workload.spec ?? {}) as { selector?: unknown };
    const labelSelector = toLabelSelector(selector);
    if (labelSelector === undefined) {
      return [];
    }
    const { items } = await this.#ask(signal, () =>
      this.#client.list(
        { group: '', version: 'v1', plural: 'pods' },
        { namespace: workload.metadata.namespace, labelSelector, signal },
      ),
    );
    return items.filter(pod => isPodOf(pod, workload));
  }

  async #ask<T>(
    signal: AbortSignal | undefined,
    call: () => Promise<T>,
  ): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw explainClusterError(error, signal);
    }
  }
}

/** Jobs often have the labels of the application on their pods, too: only what the workload itself made counts. */
function isPodOf(pod: KubernetesObject, workload: KubernetesObject): boolean {
  const owner = pod.metadata.ownerReferences?.find(
    reference => reference.controller,
  );
  return workload.kind === 'Deployment'
    ? owner?.kind === 'ReplicaSet' &&
        owner.name.startsWith(`${workload.metadata.name}-`)
    : owner !== undefined && owner.uid === workload.metadata.uid;
}
