import { InputError } from '@backstage/errors';
import { HealthStatus } from '@openportal/plugin-deploy-common';
import {
  DeployTarget,
  Observation,
  Observer,
  ObserverCapabilities,
  ObserverHint,
  PortCallOptions,
  WorkloadHealth,
  combineHealth,
} from '@openportal/plugin-deploy-node';
import {
  WorkloadSource,
  clustersOf,
  isWorkloadKind,
} from '@openportal/plugin-deploy-node/kubernetes';
import { KubernetesObject } from '@openportal/kubernetes-node';
import { FluxCluster } from './FluxCluster';
import {
  HelmRelease,
  InventoryEntry,
  Kustomization,
  inventoryOf,
  nameOf,
} from './fluxSchema';
import {
  FluxVerdict,
  appliedCommit,
  judgeHelmRelease,
  judgeKustomization,
  judgeSource,
  syncOf,
} from './judgeFlux';
import { Applier, selectKustomization } from './selectKustomization';

const MAX_IMAGES = 100;
const MAX_MESSAGE_LENGTH = 500;

/** What decides, from the worst to the best. */
const order: HealthStatus[] = [
  'degraded',
  'missing',
  'progressing',
  'unknown',
  'suspended',
  'healthy',
];

/** Tells what runs by the Kustomizations and HelmReleases of Flux, and the workloads that they applied. */
export class FluxObserver implements Observer {
  readonly id = 'flux';
  readonly capabilities: ObserverCapabilities = {
    revision: true,
    watch: true,
  };
  readonly #clusters: ReadonlyMap<string, FluxCluster>;
  readonly #hub?: string;
  readonly #namespace: string;
  readonly #stuckAfterMilliseconds?: number;
  readonly #now: () => Date;

  constructor(options: {
    clusters: FluxCluster[];
    hub?: string;
    namespace: string;
    stuckAfterMilliseconds?: number;
    now?: () => Date;
  }) {
    this.#clusters = new Map(
      options.clusters.map(cluster => [cluster.name, cluster]),
    );
    this.#hub = options.hub;
    this.#namespace = options.namespace;
    this.#stuckAfterMilliseconds = options.stuckAfterMilliseconds;
    this.#now = options.now ?? (() => new Date());
  }

  async observe(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<Observation> {
    const now = this.#now();
    const signal = options?.signal;
    const clusters = this.#clustersOf(target);
    for (const cluster of clusters) {
      const [kustomizations, sources] = await Promise.all([
        cluster.kustomizations(signal),
        cluster.sources(signal),
      ]);
      const applier = selectKustomization(
        { kustomizations, sources },
        target,
        this.#namespace,
      );
      if (applier) {
        return this.#report(applier, kustomizations, {
          cluster,
          target,
          now,
          signal,
        });
      }
    }
    return {
      observedAt: now.toISOString(),
      images: [],
      sync: 'unknown',
      health: 'missing',
      message: `No Kustomization of Flux applies '${target.manifestPath}' of '${
        target.repository
          ? `${target.repository.owner}/${target.repository.name}`
          : target.name
      }' in ${clusters.map(({ name }) => `cluster '${name}'`).join(' and ')}`,
      links: [],
    };
  }

  watch(onHint: (hint: ObserverHint) => void): () => void {
    const stops = [...this.#clusters.values()].map(cluster =>
      cluster.watch(onHint),
    );
    return () => stops.forEach(stop => stop());
  }

  /** Ends the watches. */
  async stop(): Promise<void> {
    await Promise.all(
      [...this.#clusters.values()].map(cluster => cluster.stop()),
    );
  }

  #clustersOf(target: DeployTarget): FluxCluster[] {
    const own = clustersOf(this.#clusters, target, 'deploy.flux.clusters');
    const hub = this.#clusters.get(this.#hub ?? '');
    return hub && !own.includes(hub) ? [...own, hub] : own;
  }

  async #report(
    applier: Applier,
    kustomizations: readonly Kustomization[],
    context: Context,
  ): Promise<Observation> {
    const { kustomization, source } = applier;
    const releases = (
      await context.cluster.releasesOf(kustomization, context.signal)
    ).filter(release => isWanted(applier, context.target, spaceOf(release)));
    const workloads = await this.#judgeWorkloads(applier, releases, context);
    const { health, message, images } = combineHealth(workloads);
    const flux: FluxVerdict[] = [
      judgeKustomization(kustomization, kustomizations),
      ...releases.map(judgeHelmRelease),
      judgeSource(source),
    ];
    const worst = [
      ...flux,
      {
        health,
        message:
          health === 'missing'
            ? `${nameOf(
                kustomization,
              )} applied no Deployment, StatefulSet or DaemonSet in namespace '${
                context.target.namespace
              }'`
            : message,
      },
    ]
      .filter(
        verdict =>
          verdict.health !== undefined &&
          // What Flux has not applied yet is no wonder to be missing.
          (verdict.health !== 'missing' ||
            flux.every(said => said.health === undefined)),
      )
      .sort(
        (a, b) =>
          order.indexOf(a.health ?? 'healthy') -
          order.indexOf(b.health ?? 'healthy'),
      )[0];
    // Where what runs is fine, what keeps the next from coming is worth telling.
    const note =
      worst.message ?? flux.find(verdict => verdict.message)?.message;
    return {
      observedAt: context.now.toISOString(),
      images: images.slice(0, MAX_IMAGES),
      revision: appliedCommit(kustomization),
      sync: syncOf(kustomization, source),
      health: worst.health ?? 'unknown',
      message: note?.slice(0, MAX_MESSAGE_LENGTH),
      links: [],
    };
  }

  async #judgeWorkloads(
    applier: Applier,
    releases: HelmRelease[],
    { cluster, target, now, signal }: Context,
  ): Promise<WorkloadHealth[]> {
    const { kustomization } = applier;
    const source = kustomization.spec.kubeConfig
      ? this.#remote(kustomization, target)
      : cluster.workloads;
    const applied = await Promise.all([
      ...workloadEntries(kustomization)
        .filter(({ namespace }) => isWanted(applier, target, namespace))
        .map(async entry => {
          const workload = await source.get(entry, signal);
          return workload ? [workload] : [];
        }),
      ...releases.map(release => findReleased(source, release, signal)),
    ]);
    return source.judge(applied.flat(), {
      target,
      now,
      stuckAfterMilliseconds: this.#stuckAfterMilliseconds,
      signal,
    });
  }

  /** The cluster that a Kustomization with a kubeconfig of its own applies to: only the operator can say which. */
  #remote(kustomization: Kustomization, target: DeployTarget): WorkloadSource {
    const cluster = this.#clusters.get(target.cluster ?? '');
    if (!cluster) {
      throw new InputError(
        `${nameOf(
          kustomization,
        )} applies to another cluster; set 'cluster' of the environment '${
          target.environment
        }' to it, and name it in deploy.flux.clusters`,
      );
    }
    return cluster.workloads;
  }
}

type Context = {
  cluster: FluxCluster;
  target: DeployTarget;
  now: Date;
  signal?: AbortSignal;
};

/** Of a Kustomization that applies more than the folder of the target only what is in its namespace. */
function isWanted(
  { exact }: Applier,
  target: DeployTarget,
  namespace: string,
): boolean {
  return exact || namespace === target.namespace;
}

function spaceOf({ spec, metadata }: HelmRelease): string {
  return spec.targetNamespace ?? metadata.namespace;
}

function workloadEntries(kustomization: Kustomization) {
  return inventoryOf(kustomization).flatMap(
    ({ kind, group, ...entry }: InventoryEntry) =>
      group === 'apps' && isWorkloadKind(kind) ? [{ ...entry, kind }] : [],
  );
}

/** The workloads of a release: Flux labels everything that a chart renders. */
async function findReleased(
  source: WorkloadSource,
  release: HelmRelease,
  signal?: AbortSignal,
): Promise<KubernetesObject[]> {
  const { name, namespace } = release.metadata;
  return source.find({
    namespace: spaceOf(release),
    labelSelector: `helm.toolkit.fluxcd.io/name=${name},helm.toolkit.fluxcd.io/namespace=${namespace}`,
    signal,
  });
}
