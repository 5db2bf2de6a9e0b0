import { LoggerService } from '@backstage/backend-plugin-api';
import {
  KubernetesClient,
  KubernetesObject,
  ResourceType,
  ResourceWatch,
  WatchChange,
  watchResource,
} from '@openportal/kubernetes-node';
import { parseApplication } from './applicationSchema';
import { toObservation } from './toObservation';

/** Where Applications are in the Kubernetes API. */
export const applicationResource: ResourceType = {
  group: 'argoproj.io',
  version: 'v1alpha1',
  plural: 'applications',
};

/** What counts as a change: Argo CD writes a new status every few minutes that says the same. */
function fingerprint(object: KubernetesObject): string {
  const application = parseApplication(object);
  return application
    ? JSON.stringify(toObservation(application, { observedAt: '' }))
    : '';
}

/**
 * One watch of all Applications, shared by everybody who asks. It runs while somebody listens, so that reading what runs
 * costs no call and changes are seen at once.
 */
export class ApplicationWatch {
  readonly #client: KubernetesClient;
  readonly #namespace: string;
  readonly #logger: LoggerService;
  readonly #listeners = new Set<(name: string) => void>();
  #fingerprints = new Map<string, string>();
  #objects = new Map<string, KubernetesObject>();
  #watch: ResourceWatch | undefined;

  constructor(options: {
    client: KubernetesClient;
    namespace: string;
    logger: LoggerService;
  }) {
    this.#client = options.client;
    this.#namespace = options.namespace;
    this.#logger = options.logger;
  }

  /** True while the last list and everything since is known; otherwise the cluster must be asked. */
  get synced(): boolean {
    return this.#watch?.status().synced ?? false;
  }

  /** The Application as the watch saw it last. */
  get(name: string): KubernetesObject | undefined {
    return this.#objects.get(name);
  }

  /** Calls back with the name of every Application that changes, until the returned function is called. */
  subscribe(listener: (name: string) => void): () => void {
    // A wrapper, so that the same function can listen twice.
    const entry = (name: string) => listener(name);
    this.#listeners.add(entry);
    this.#watch ??= watchResource({
      client: this.#client,
      resource: applicationResource,
      namespace: this.#namespace,
      logger: this.#logger,
      onChange: change => this.#onChange(change),
    });
    return () => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) {
        void this.stop();
      }
    };
  }

  /** Ends the watch and forgets what it saw. */
  async stop(): Promise<void> {
    const watch = this.#watch;
    this.#watch = undefined;
    this.#listeners.clear();
    await watch?.stop();
    if (!this.#watch) {
      this.#objects = new Map();
      this.#fingerprints = new Map();
    }
  }

  #onChange(change: WatchChange): void {
    if (change.type === 'list') {
      this.#replace(change.objects);
    } else {
      this.#apply(change.type, change.object);
    }
  }

  #replace(objects: KubernetesObject[]): void {
    const listed = new Set(objects.map(({ metadata }) => metadata.name));
    for (const object of this.#objects.values()) {
      if (!listed.has(object.metadata.name)) {
        this.#apply('delete', object);
      }
    }
    for (const object of objects) {
      this.#apply('set', object);
    }
  }

  #apply(type: 'set' | 'delete', object: KubernetesObject): void {
    const { name } = object.metadata;
    const before = this.#fingerprints.get(name);
    if (type === 'delete') {
      this.#objects.delete(name);
      this.#fingerprints.delete(name);
    } else {
      this.#objects.set(name, object);
      this.#fingerprints.set(name, fingerprint(object));
    }
    if (this.#fingerprints.get(name) !== before) {
      this.#tell(name);
    }
  }

  #tell(name: string): void {
    for (const listener of this.#listeners) {
      try {
        listener(name);
      } catch (error) {
        // Thrown on, it would make the watch list everything again, for every listener.
        this.#logger.warn(
          `A listener for Argo CD Applications failed for '${name}': ${error}`,
        );
      }
    }
  }
}
