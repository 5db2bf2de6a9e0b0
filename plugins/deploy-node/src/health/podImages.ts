import {
  canonicalRepository,
  formatImageReference,
  provesImage,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import { ContainerStatus, Pod, Workload } from './parseWorkload';

/** Which containers of a pod are the application; the others are helpers that come along. */
export type AppContainers = {
  /** Name of the container, where the entity names one. */
  container?: string;
  /** Image repository of the application, without tag. */
  imageRepository?: string;
};

/** What one container of the application runs, and what its workload wants it to run. */
export type ContainerImage = {
  container: string;
  /** What runs, with the digest where the cluster knows it. Undefined: nothing runs yet. */
  running?: string;
  /** What the workload asks for. */
  wanted?: string;
};

function repositoryOf(image: string | undefined): string | undefined {
  const reference =
    image === undefined ? undefined : tryParseImageReference(image);
  return reference && canonicalRepository(reference);
}

/**
 * The containers of the application in a workload: the one that is named, else those of the application's repository,
 * else all that the workload itself has. What admission puts into pods, such as a service mesh, is in no template.
 */
export function appContainers(
  workload: Workload,
  app: AppContainers,
): { name: string; image?: string }[] {
  const { containers } = workload.spec.template.spec;
  if (app.container !== undefined) {
    return containers.filter(({ name }) => name === app.container);
  }
  const wanted = repositoryOf(app.imageRepository);
  return wanted === undefined
    ? containers
    : containers.filter(({ image }) => repositoryOf(image) === wanted);
}

/**
 * What a container runs. The kubelet names it in two ways: `image`, as the runtime calls it, and `imageID`, where a
 * digest comes after `@` (`docker-pullable://` may come before). A bare `sha256:…` is the id of an unpacked image, not
 * the digest of a registry.
 */
export function runningImage(
  asked: string | undefined,
  status: ContainerStatus | undefined,
): string | undefined {
  const id = status?.imageID ?? '';
  if (!status || (id === '' && status.state?.running === undefined)) {
    return undefined;
  }
  const told = [id.replace(/^[a-z-]+:\/\//, ''), status.image ?? ''].flatMap(
    text => tryParseImageReference(text) ?? [],
  );
  const reference = tryParseImageReference(asked ?? '') ?? told[0];
  if (!reference) {
    return undefined;
  }
  const digests = told.flatMap(({ digest }) => digest ?? []);
  // Of an image for several platforms some runtimes tell the digest of the platform: what was asked for is there
  // too then, as the name of the image.
  const digest =
    digests.find(candidate => candidate === reference.digest) ?? digests[0];
  return formatImageReference({ ...reference, digest });
}

/** What the containers of the application run in a pod. */
export function containerImages(
  workload: Workload,
  pod: Pod,
  app: AppContainers,
): ContainerImage[] {
  return appContainers(workload, app).map(({ name, image }) => ({
    container: name,
    wanted: image,
    running: runningImage(
      pod.spec.containers.find(container => container.name === name)?.image ??
        image,
      pod.status?.containerStatuses.find(status => status.name === name),
    ),
  }));
}

/** Whether what runs is what is wanted; never where either is not known. */
export function runsWanted({ running, wanted }: ContainerImage): boolean {
  return (
    running !== undefined &&
    wanted !== undefined &&
    provesImage(running, wanted)
  );
}
