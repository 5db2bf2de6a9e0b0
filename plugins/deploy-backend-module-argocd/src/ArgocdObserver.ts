import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { ANNOTATION_ARGOCD_APP } from '@openportal/plugin-deploy-common';
import {
  DeployTarget,
  Observation,
  Observer,
  ObserverCapabilities,
  ObserverHint,
  PortCallOptions,
} from '@openportal/plugin-deploy-node';
import { Applications } from './Applications';
import { parseApplication } from './applicationSchema';
import { toObservation } from './toObservation';

/** Names of Applications come from annotations and end in addresses. */
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Tells what runs by the Applications of Argo CD. */
export class ArgocdObserver implements Observer {
  readonly id = 'argocd';
  readonly capabilities: ObserverCapabilities = {
    revision: true,
    watch: true,
  };
  readonly #applications: Applications;
  readonly #pageOf: (name: string) => string | undefined;
  readonly #now: () => Date;

  constructor(options: {
    applications: Applications;
    /** Page of an Application in Argo CD. */
    pageOf?: (name: string) => string | undefined;
    now?: () => Date;
  }) {
    this.#applications = options.applications;
    this.#pageOf = options.pageOf ?? (() => undefined);
    this.#now = options.now ?? (() => new Date());
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
    if (!NAME.test(name)) {
      throw new InputError(
        `The Argo CD Application of '${target.entityRef}' for '${target.environment}' is '${name}', which is no name in Kubernetes; correct the annotation ${ANNOTATION_ARGOCD_APP}`,
      );
    }
    const object = await this.#applications.read(name, options?.signal);
    const observedAt = this.#now().toISOString();
    const { place } = this.#applications;
    if (object === undefined) {
      return {
        observedAt,
        images: [],
        sync: 'unknown',
        health: 'missing',
        message: `There is no Application '${name}' in ${place}`,
        links: [],
      };
    }
    const application = parseApplication(object);
    if (!application) {
      throw new ServiceUnavailableError(
        `For '${name}' ${place} has something that is not an Application`,
      );
    }
    const { repository, manifestPath } = target;
    return toObservation(application, {
      observedAt,
      repository: repository && `${repository.owner}/${repository.name}`,
      manifestPath,
      argocdUrl: this.#pageOf(name),
    });
  }

  watch(onHint: (hint: ObserverHint) => void): () => void {
    return this.#applications.subscribe(name =>
      onHint({ argocdApplication: name }),
    );
  }

  /** Ends the watch. */
  async stop(): Promise<void> {
    await this.#applications.stop();
  }
}
