import { LoggerService } from '@backstage/backend-plugin-api';
import {
  KubernetesClient,
  KubernetesObject,
  ResourceType,
  ResourceWatch,
  WatchChange,
  WatchStatus,
  watchResource,
} from '@openportal/kubernetes-node';
import { keyOf, ShrinkGuard } from './ShrinkGuard';

/** Options of {@link WatchedPart}. */
export interface WatchedPartOptions {
  client: KubernetesClient;
  resource: ResourceType;
  logger: LoggerService;
  /** What an earlier process knew. */
  initial: KubernetesObject[];
  trim(object: KubernetesObject): KubernetesObject;
  onChange(): void;
  onStatus(status: WatchStatus): void;
}

/** The last good objects of one resource type in one cluster. */
export class WatchedPart {
  readonly #options: WatchedPartOptions;
  readonly #guard = new ShrinkGuard();
  readonly #watch: ResourceWatch;
  #objects: Map<string, KubernetesObject>;
  #listed = false;

  constructor(options: WatchedPartOptions) {
    this.#options = options;
    this.#objects = toMap(options.initial);
    this.#watch = watchResource({
      client: options.client,
      resource: options.resource,
      logger: options.logger,
      onChange: change => this.#apply(change),
      onStatus: status => options.onStatus(status),
    });
  }

  /** True once a list of this process was taken over. */
  get listed(): boolean {
    return this.#listed;
  }

  objects(): KubernetesObject[] {
    return [...this.#objects.values()];
  }

  status(): WatchStatus {
    return this.#watch.status();
  }

  refresh(): void {
    this.#watch.refresh();
  }

  async stop(): Promise<void> {
    await this.#watch.stop();
  }

  #apply(change: WatchChange): void {
    const { trim, logger, resource, client } = this.#options;
    if (change.type === 'list') {
      const listed = change.objects.map(trim);
      if (!this.#guard.accept(this.objects(), listed)) {
        logger.warn(
          `The list of ${resource.plural} in cluster '${
            client.cluster
          }' shrank from ${this.#objects.size} to ${
            listed.length
          }: listing once more before anything is removed`,
        );
        this.#watch.refresh();
        return;
      }
      this.#objects = toMap(listed);
      this.#listed = true;
    } else if (change.type === 'delete') {
      this.#objects.delete(keyOf(change.object));
    } else {
      this.#objects.set(keyOf(change.object), trim(change.object));
    }
    this.#options.onChange();
  }
}

function toMap(objects: KubernetesObject[]): Map<string, KubernetesObject> {
  return new Map(objects.map(object => [keyOf(object), object]));
}
