import { ResourceType } from '@openportal/kubernetes-node';
import { ClusterSourceOptions } from './ClusterSourceOptions';
import { PackedObject } from './PackedObject';
import { trimComposite } from './trimObject';
import { WatchedPart } from './WatchedPart';
import { watchPart } from './watchPart';

const LONGEST_BACKOFF_MILLISECONDS = 5 * 60 * 1000;

/** The resources of the XRDs of one cluster that are watched. */
export class FollowedResources {
  readonly #options: ClusterSourceOptions;
  readonly #followed = new Map<
    string,
    { part: WatchedPart; resource: ResourceType }
  >();

  constructor(options: ClusterSourceOptions) {
    this.#options = options;
  }

  get(xrd: string): WatchedPart | undefined {
    return this.#followed.get(xrd)?.part;
  }

  parts(): WatchedPart[] {
    return [...this.#followed.values()].map(({ part }) => part);
  }

  /**
   * Follows the resources of an XRD, or of a new version of it; without a type, not any more.
   *
   * @param stored - what an earlier process knew, for resources that are not followed yet
   */
  follow(
    xrd: string,
    resource: ResourceType | undefined,
    stored: PackedObject[],
  ): void {
    const known = this.#followed.get(xrd);
    if (
      (known && resource && sameType(known.resource, resource)) ||
      (!known && !resource)
    ) {
      return;
    }
    const initial = known ? [...known.part.values()] : stored;
    if (known) {
      this.#followed.delete(xrd);
      known.part
        .stop()
        .catch(error =>
          this.#options.logger.warn(`A watch did not stop: ${error}`),
        );
    }
    if (!resource) {
      const removed = initial.map(({ key }) => key);
      this.#options.onChange(xrd, { set: [], removed });
      return;
    }
    this.#followed.set(xrd, {
      resource,
      part: this.#watch(xrd, resource, initial),
    });
  }

  #watch(
    xrd: string,
    resource: ResourceType,
    initial: PackedObject[],
  ): WatchedPart {
    const part: WatchedPart = watchPart(this.#options, xrd, {
      resource,
      initial,
      trim: trimComposite,
      onChange: change => this.#options.onChange(xrd, change),
      onTouched: object => this.#options.onTouched(xrd, object),
      onStatus: status => {
        if (status.statusCode === 404) {
          this.#checkRemoval(part, resource);
        }
        this.#options.onStatus(xrd);
      },
      watch: {
        longestBackoffMilliseconds:
          this.#options.watch?.longestBackoffMilliseconds ??
          LONGEST_BACKOFF_MILLISECONDS,
      },
    });
    return part;
  }

  #checkRemoval(part: WatchedPart, resource: ResourceType): void {
    this.#options.client
      .serves(resource)
      .then(served => {
        if (!served && part.status().statusCode === 404) {
          part.clear();
        }
      })
      .catch(error =>
        this.#options.logger.debug(
          `Whether ${resource.plural}.${resource.group} is gone is not known: ${error}`,
        ),
      );
  }
}

function sameType(a: ResourceType, b: ResourceType): boolean {
  return (
    a.group === b.group && a.version === b.version && a.plural === b.plural
  );
}
