import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  KubernetesClient,
  KubernetesObject,
  ResourceType,
} from '@openportal/kubernetes-node';
import {
  ObjectWatch,
  explainClusterError,
} from '@openportal/plugin-deploy-node/kubernetes';
import { Applications } from './Applications';
import { parseApplication } from './applicationSchema';
import { toObservation } from './toObservation';

const applicationResource: ResourceType = {
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

/** The Application resources of a cluster, by one watch while somebody listens. */
export class KubernetesApplications implements Applications {
  readonly place: string;
  readonly #client: KubernetesClient;
  readonly #namespace: string;
  readonly #watch: ObjectWatch;

  constructor(options: {
    client: KubernetesClient;
    namespace: string;
    logger: LoggerService;
    /** How long the watch counts as current after it last heard of the cluster. */
    livenessMilliseconds?: number;
  }) {
    this.#client = options.client;
    this.#namespace = options.namespace;
    this.place = `namespace '${options.namespace}' of cluster '${options.client.cluster}'`;
    this.#watch = new ObjectWatch({
      ...options,
      resource: applicationResource,
      fingerprint,
    });
  }

  async read(
    name: string,
    signal?: AbortSignal,
  ): Promise<KubernetesObject | undefined> {
    if (this.#watch.isCurrent()) {
      return this.#watch.get({ name, namespace: this.#namespace });
    }
    try {
      return await this.#ask(name, signal);
    } catch (error) {
      throw explainClusterError(error, signal);
    }
  }

  subscribe(listener: (name: string) => void): () => void {
    return this.#watch.subscribe(({ name }) => listener(name));
  }

  async stop(): Promise<void> {
    await this.#watch.stop();
  }

  async #ask(
    name: string,
    signal?: AbortSignal,
  ): Promise<KubernetesObject | undefined> {
    const object = await this.#client.get(applicationResource, name, {
      namespace: this.#namespace,
      signal,
    });
    if (object) {
      return object;
    }
    // Without the resource type every name is missing: that says nothing about the deployment.
    const versions = await this.#client.groupVersions(
      applicationResource.group,
      signal,
    );
    if (versions.length === 0) {
      throw new ServiceUnavailableError(
        `The cluster '${
          this.#client.cluster
        }' of deploy.argocd knows no Argo CD Applications; install Argo CD there or correct the configuration`,
      );
    }
    return undefined;
  }
}
