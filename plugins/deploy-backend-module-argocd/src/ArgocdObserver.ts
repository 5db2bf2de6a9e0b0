import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import {
  KubernetesClient,
  KubernetesObject,
} from '@openportal/kubernetes-node';
import { ANNOTATION_ARGOCD_APP } from '@openportal/plugin-deploy-common';
import {
  DeployTarget,
  Observation,
  Observer,
  ObserverCapabilities,
  ObserverHint,
  PortCallOptions,
} from '@openportal/plugin-deploy-node';
import { ApplicationWatch, applicationResource } from './ApplicationWatch';
import { parseApplication } from './applicationSchema';
import { toObservation } from './toObservation';

/** Tells what runs by the Application resources of Argo CD. */
export class ArgocdObserver implements Observer {
  readonly id = 'argocd';
  readonly capabilities: ObserverCapabilities = {
    revision: true,
    watch: true,
  };
  readonly #client: KubernetesClient;
  readonly #namespace: string;
  readonly #url?: string;
  readonly #watch: ApplicationWatch;
  readonly #now: () => Date;

  constructor(options: {
    client: KubernetesClient;
    namespace: string;
    url?: string;
    logger: LoggerService;
    now?: () => Date;
  }) {
    this.#client = options.client;
    this.#namespace = options.namespace;
    this.#url = options.url;
    this.#now = options.now ?? (() => new Date());
    this.#watch = new ApplicationWatch(options);
  }

  async observe(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<Observation> {
    const name = target.argocdApplication;
    if (!name) {
      throw new InputError(
        `The entity '${target.entityRef}' names no Argo CD Application for '${target.environment}'; set the annotation ${ANNOTATION_ARGOCD_APP}`,
      );
    }
    const object = this.#watch.synced
      ? this.#watch.get(name)
      : await this.#ask(name, options?.signal);
    const observedAt = this.#now().toISOString();
    if (!object) {
      return {
        observedAt,
        images: [],
        sync: 'unknown',
        health: 'missing',
        message: `Argo CD has no Application '${name}' in namespace '${
          this.#namespace
        }' of cluster '${this.#client.cluster}'`,
        links: [],
      };
    }
    const application = parseApplication(object);
    if (!application) {
      throw new ServiceUnavailableError(
        `The cluster '${
          this.#client.cluster
        }' answers '${name}' with something that is not an Application`,
      );
    }
    const { repository } = target;
    return toObservation(application, {
      observedAt,
      repository: repository && `${repository.owner}/${repository.name}`,
      argocdUrl:
        this.#url && `${this.#url}/applications/${this.#namespace}/${name}`,
    });
  }

  watch(onHint: (hint: ObserverHint) => void): () => void {
    return this.#watch.subscribe(name => onHint({ argocdApplication: name }));
  }

  /** Ends the watch. */
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
