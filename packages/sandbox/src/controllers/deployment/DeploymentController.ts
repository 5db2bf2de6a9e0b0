import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ClusterObjects, JsonObject, KubernetesObject } from '../../kubernetes';
import { valueAt } from '../../kubernetes/types';
import {
  Controller,
  isOwnedBy,
  ownerReferenceTo,
  reconcileAll,
} from '../Controller';
import { deploymentStatus } from './deploymentStatus';
import { PodRunner } from './PodRunner';

const specSchema = z.looseObject({
  replicas: z.number().int().min(0).default(1),
  paused: z.boolean().default(false),
  revisionHistoryLimit: z.number().int().default(10),
  progressDeadlineSeconds: z.number().default(600),
  selector: z.looseObject({
    matchLabels: z.record(z.string(), z.string()).default({}),
  }),
  template: z.looseObject({
    metadata: z
      .looseObject({
        labels: z.record(z.string(), z.string()).default({}),
        annotations: z.record(z.string(), z.string()).optional(),
      })
      .default({ labels: {} }),
    spec: z.record(z.string(), z.unknown()),
  }),
});

const MANAGER = 'deployment-controller';
const REVISION = 'deployment.kubernetes.io/revision';
const HASH_LABEL = 'pod-template-hash';

/** The longest that a rollout may stand still, in passes: a sandbox does not make people wait ten minutes. */
const MAXIMUM_DEADLINE_PASSES = 30;

/** A name for a pod template: the same template, the same name. */
export function templateHash(template: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(template))
    .digest('hex')
    .slice(0, 10);
}

function revisionOf(object: KubernetesObject): number {
  return Number(object.metadata.annotations?.[REVISION] ?? 0);
}

/** Runs the deployments of one cluster, without containers. */
export class DeploymentController implements Controller {
  readonly name: string;
  readonly #objects: ClusterObjects;
  readonly #pods: PodRunner;
  readonly #tempo: number;

  constructor(options: {
    cluster: string;
    objects: ClusterObjects;
    pods: PodRunner;
    tempo: number;
  }) {
    this.name = `deployments of ${options.cluster}`;
    this.#objects = options.objects;
    this.#pods = options.pods;
    this.#tempo = options.tempo;
  }

  async pass(): Promise<number | undefined> {
    const deployments = this.#objects.list({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
    });
    return reconcileAll(deployments, deployment =>
      deployment.metadata.deletionTimestamp
        ? undefined
        : this.#reconcile(deployment),
    );
  }

  #replicaSets(deployment: KubernetesObject): KubernetesObject[] {
    return this.#objects
      .list({
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        namespace: deployment.metadata.namespace,
      })
      .filter(candidate => isOwnedBy(candidate, deployment));
  }

  async #reconcile(deployment: KubernetesObject): Promise<number | undefined> {
    const spec = specSchema.parse(deployment.spec);
    const hash = templateHash(deployment.spec?.template);
    const existing = this.#replicaSets(deployment);
    const known = existing.find(
      ({ metadata }) => metadata.labels?.[HASH_LABEL] === hash,
    );
    const current = this.#ensureReplicaSet(deployment, spec, hash, existing);
    const old = existing.filter(
      ({ metadata }) => metadata.uid !== current.metadata.uid,
    );
    // The pods come one pass after their set, so that the change is seen.
    let waiting = false;
    if (known) {
      waiting = await this.#pods.advance(current, spec.replicas);
    }
    const currentPods = this.#pods.podsOf(current);
    const ready = currentPods.filter(pod => this.#pods.isReady(pod)).length;
    const complete = known !== undefined && ready >= spec.replicas;
    if (complete) {
      for (const set of old) {
        this.#pods.removeAll(set);
      }
    }
    this.#writeSetStatus(current, spec.replicas);
    for (const set of old) {
      this.#writeSetStatus(set, complete ? 0 : this.#pods.podsOf(set).length);
    }
    if (complete) {
      this.#forgetOldSets(old, spec.revisionHistoryLimit);
    }
    const status = deploymentStatus({
      deployment,
      replicas: spec.replicas,
      currentName: current.metadata.name ?? '',
      updated: currentPods.length,
      total:
        currentPods.length +
        old.reduce((sum, set) => sum + this.#pods.podsOf(set).length, 0),
      ready:
        ready +
        old
          .flatMap(set => this.#pods.podsOf(set))
          .filter(pod => this.#pods.isReady(pod)).length,
      complete,
      blocked: waiting,
      deadlineMilliseconds:
        Math.min(spec.progressDeadlineSeconds, MAXIMUM_DEADLINE_PASSES) *
        this.#tempo,
    });
    this.#objects.updateStatus(
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace: deployment.metadata.namespace,
        name: deployment.metadata.name ?? '',
      },
      status,
      MANAGER,
    );
    return waiting ? this.#tempo * 5 : undefined;
  }

  #ensureReplicaSet(
    deployment: KubernetesObject,
    spec: z.infer<typeof specSchema>,
    hash: string,
    existing: KubernetesObject[],
  ): KubernetesObject {
    const found = existing.find(
      ({ metadata }) => metadata.labels?.[HASH_LABEL] === hash,
    );
    const newest = Math.max(0, ...existing.map(revisionOf));
    const isNewest = found !== undefined && revisionOf(found) === newest;
    const revision = isNewest ? newest : newest + 1;
    const labels = { ...spec.template.metadata.labels, [HASH_LABEL]: hash };
    const set = this.#objects.apply(
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name: `${deployment.metadata.name}-${hash}`,
          namespace: deployment.metadata.namespace,
          labels,
          annotations: { [REVISION]: String(revision) },
          ownerReferences: [ownerReferenceTo(deployment)],
        },
        spec: {
          replicas: spec.replicas,
          selector: {
            matchLabels: { ...spec.selector.matchLabels, [HASH_LABEL]: hash },
          },
          template: {
            ...spec.template,
            metadata: { ...spec.template.metadata, labels },
          },
        },
      },
      { fieldManager: MANAGER },
    );
    if (!isNewest) {
      this.#objects.apply(
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: {
            name: deployment.metadata.name,
            namespace: deployment.metadata.namespace,
            annotations: { [REVISION]: String(revision) },
          },
        },
        { fieldManager: MANAGER },
      );
    }
    return set;
  }

  #writeSetStatus(set: KubernetesObject, replicas: number) {
    const reference = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      namespace: set.metadata.namespace,
      name: set.metadata.name ?? '',
    };
    if (valueAt(set, 'spec', 'replicas') !== replicas) {
      this.#objects.update({
        ...set,
        spec: { ...set.spec, replicas },
        metadata: { ...set.metadata, resourceVersion: undefined },
      });
    }
    const pods = this.#pods.podsOf(set);
    const ready = pods.filter(pod => this.#pods.isReady(pod)).length;
    const live = this.#objects.get(reference);
    const status: JsonObject = {
      observedGeneration: live?.metadata.generation,
      replicas: pods.length,
      ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
    };
    this.#objects.updateStatus(reference, status, MANAGER);
  }

  #forgetOldSets(old: KubernetesObject[], limit: number) {
    const oldestFirst = [...old].sort(
      (left, right) => revisionOf(left) - revisionOf(right),
    );
    const surplus = Math.max(0, oldestFirst.length - limit);
    for (const set of oldestFirst.slice(0, surplus)) {
      this.#objects.delete({
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        namespace: set.metadata.namespace,
        name: set.metadata.name ?? '',
      });
    }
  }
}
