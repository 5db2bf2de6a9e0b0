import { randomInt } from 'node:crypto';
import { ClusterObjects, JsonObject, KubernetesObject } from '../../kubernetes';
import {
  isJsonObject,
  objectsAt,
  stringAt,
  valueAt,
} from '../../kubernetes/types';
import { parseImageReference } from '../../kustomize';
import { generateName } from '../../kubernetes/names';
import { findCondition, withConditions } from '../conditions';
import { isOwnedBy, ownerReferenceTo, timestamp } from '../Controller';
import { ImageResolver } from './resolveImage';

const MANAGER = 'kubelet';

/** Makes every container of a pod crash. */
const CRASH_ANNOTATION = 'sandbox.openportal.dev/fail';

interface ImageState {
  image: string;
  digest?: string;
  isValid: boolean;
}

function imageIdOf(image: string, digest: string): string {
  const parsed = parseImageReference(image);
  const name = parsed
    ? `${parsed.domain ?? 'docker.io'}/${parsed.path}`
    : image;
  return `${name}@${digest}`;
}

function waiting(reason: string, message: string): JsonObject {
  return { waiting: { reason, message } };
}

/** Starts the pods of replica sets, and pulls their images in name only. */
export class PodRunner {
  readonly #objects: ClusterObjects;
  readonly #resolveImage: ImageResolver;

  constructor(options: {
    objects: ClusterObjects;
    resolveImage: ImageResolver;
  }) {
    this.#objects = options.objects;
    this.#resolveImage = options.resolveImage;
  }

  podsOf(set: KubernetesObject): KubernetesObject[] {
    return this.#objects
      .list({
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: set.metadata.namespace,
      })
      .filter(pod => isOwnedBy(pod, set));
  }

  isReady(pod: KubernetesObject): boolean {
    return findCondition(pod, 'Ready')?.status === 'True';
  }

  /** Brings the pods of a set one step further; true while something outside must change first. */
  async advance(set: KubernetesObject, replicas: number): Promise<boolean> {
    const pods = this.podsOf(set);
    for (const pod of pods.slice(replicas)) {
      this.#remove(pod);
    }
    let isWaiting = false;
    for (const pod of pods.slice(0, replicas)) {
      if (!this.isReady(pod)) {
        isWaiting = (await this.#startContainers(pod)) || isWaiting;
      }
    }
    for (let index = pods.length; index < replicas; index += 1) {
      this.#createPod(set);
    }
    return isWaiting;
  }

  removeAll(set: KubernetesObject): void {
    for (const pod of this.podsOf(set)) {
      this.#remove(pod);
    }
  }

  #remove(pod: KubernetesObject) {
    this.#objects.delete({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: pod.metadata.namespace,
      name: pod.metadata.name ?? '',
    });
  }

  #createPod(set: KubernetesObject) {
    const template = valueAt(set, 'spec', 'template');
    const metadata = valueAt(template, 'metadata');
    const spec = valueAt(template, 'spec');
    const pod = this.#objects.create(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ...(isJsonObject(metadata) ? metadata : {}),
          name: generateName(`${set.metadata.name}-`),
          namespace: set.metadata.namespace,
          ownerReferences: [ownerReferenceTo(set)],
        },
        spec: {
          ...(isJsonObject(spec) ? spec : {}),
          nodeName: 'sandbox-node',
        },
      },
      'replicaset-controller',
    );
    const containers = objectsAt(pod, 'spec', 'containers');
    this.#writeStatus(pod, {
      phase: 'Pending',
      startTime: timestamp(),
      hostIP: '127.0.0.1',
      containerStatuses: containers.map(container => ({
        name: container.name,
        image: container.image,
        imageID: '',
        ready: false,
        started: false,
        restartCount: 0,
        state: waiting('ContainerCreating', ''),
      })),
      conditions: this.#conditions(pod, false),
    });
  }

  async #startContainers(pod: KubernetesObject): Promise<boolean> {
    const containers = objectsAt(pod, 'spec', 'containers');
    const images: ImageState[] = [];
    for (const container of containers) {
      const image = String(container.image);
      const isValid = parseImageReference(image) !== undefined;
      const found = isValid ? await this.#resolveImage(image) : undefined;
      images.push({ image, isValid, digest: found?.digest });
    }
    const crashes = pod.metadata.annotations?.[CRASH_ANNOTATION] === 'crash';
    const pulled = images.every(({ digest }) => digest !== undefined);
    const runs = pulled && !crashes;
    const before = objectsAt(pod, 'status', 'containerStatuses');
    this.#writeStatus(pod, {
      ...pod.status,
      phase: pulled ? 'Running' : 'Pending',
      ...(pulled
        ? { podIP: stringAt(pod, 'status', 'podIP') ?? randomAddress() }
        : {}),
      containerStatuses: containers.map((container, index) =>
        this.#containerStatus(container, images[index], before[index], crashes),
      ),
      conditions: this.#conditions(pod, runs),
    });
    return !runs;
  }

  #containerStatus(
    container: JsonObject,
    image: ImageState,
    before: JsonObject | undefined,
    crashes: boolean,
  ): JsonObject {
    const { digest } = image;
    const common = {
      name: container.name,
      image: image.image,
      imageID: digest ? imageIdOf(image.image, digest) : '',
    };
    if (digest !== undefined && !crashes) {
      return {
        ...common,
        ready: true,
        started: true,
        restartCount: before?.restartCount ?? 0,
        state: { running: { startedAt: timestamp() } },
      };
    }
    const tried = stringAt(before, 'state', 'waiting', 'reason');
    if (digest !== undefined) {
      return {
        ...common,
        ready: false,
        started: false,
        restartCount: 3,
        state: waiting(
          'CrashLoopBackOff',
          `back-off 40s restarting failed container=${container.name}`,
        ),
      };
    }
    const problem = `failed to pull and unpack image "${image.image}": not found`;
    const failed = image.isValid ? 'ErrImagePull' : 'InvalidImageName';
    return {
      ...common,
      ready: false,
      started: false,
      restartCount: 0,
      // The first try fails, from then on the kubelet waits between tries.
      state:
        tried === 'ErrImagePull' || tried === 'ImagePullBackOff'
          ? waiting(
              'ImagePullBackOff',
              `Back-off pulling image "${image.image}": ${problem}`,
            )
          : waiting(failed, problem),
    };
  }

  #conditions(pod: KubernetesObject, isReady: boolean): JsonObject[] {
    const status = isReady ? 'True' : 'False';
    const reason = isReady ? 'ContainersReady' : 'ContainersNotReady';
    return withConditions(pod.status, [
      { type: 'PodScheduled', status: 'True', reason: 'Scheduled' },
      { type: 'Initialized', status: 'True', reason: 'Initialized' },
      { type: 'ContainersReady', status, reason },
      { type: 'Ready', status, reason },
    ]);
  }

  #writeStatus(pod: KubernetesObject, status: JsonObject) {
    this.#objects.updateStatus(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: pod.metadata.namespace,
        name: pod.metadata.name ?? '',
      },
      status,
      MANAGER,
    );
  }
}

function randomAddress(): string {
  return `10.42.${randomInt(1, 255)}.${randomInt(1, 255)}`;
}
