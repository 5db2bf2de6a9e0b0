import { InputError } from '@backstage/errors';
import {
  ArtifactSource,
  DeployAdaptersExtensionPoint,
  DesiredState,
  Notifier,
  Observer,
  PipelineSource,
  RepositoryRef,
  SourceHistory,
} from '@openportal/plugin-deploy-node';

/** The adapters that modules brought, by their ids. */
export class AdapterRegistry implements DeployAdaptersExtensionPoint {
  readonly #desiredStates = new Map<string, DesiredState>();
  readonly #observers = new Map<string, Observer>();
  readonly #artifactSources = new Map<string, ArtifactSource>();
  readonly #notifiers = new Map<string, Notifier>();
  readonly #sourceHistories = new Map<string, SourceHistory>();
  readonly #pipelineSources = new Map<string, PipelineSource>();

  addDesiredState(adapter: DesiredState): void {
    add(this.#desiredStates, 'desired state', adapter);
  }

  addObserver(adapter: Observer): void {
    add(this.#observers, 'observer', adapter);
  }

  addArtifactSource(adapter: ArtifactSource): void {
    add(this.#artifactSources, 'artifact source', adapter);
  }

  addNotifier(adapter: Notifier): void {
    add(this.#notifiers, 'notifier', adapter);
  }

  addSourceHistory(adapter: SourceHistory): void {
    add(this.#sourceHistories, 'source history', adapter);
  }

  addPipelineSource(adapter: PipelineSource): void {
    add(this.#pipelineSources, 'pipeline source', adapter);
  }

  findDesiredState(id: string | undefined): DesiredState | undefined {
    return id === undefined ? undefined : this.#desiredStates.get(id);
  }

  findObserver(id: string | undefined): Observer | undefined {
    return id === undefined ? undefined : this.#observers.get(id);
  }

  findArtifactSource(imageRepository: string): ArtifactSource | undefined {
    return [...this.#artifactSources.values()].find(source =>
      source.supports(imageRepository),
    );
  }

  findSourceHistory(repository: RepositoryRef): SourceHistory | undefined {
    return [...this.#sourceHistories.values()].find(source =>
      source.supports(repository),
    );
  }

  findPipelineSource(repository: RepositoryRef): PipelineSource | undefined {
    return [...this.#pipelineSources.values()].find(source =>
      source.supports(repository),
    );
  }

  /** The desired state adapter, or an error that says which module brings it. */
  desiredState(id: string): DesiredState {
    return this.findDesiredState(id) ?? missing('desired state', id);
  }

  /** The observer, or an error that says which module brings it. */
  observer(id: string): Observer {
    return this.findObserver(id) ?? missing('observer', id);
  }

  notifiers(): Notifier[] {
    return [...this.#notifiers.values()];
  }

  observers(): Observer[] {
    return [...this.#observers.values()];
  }
}

function add<T extends { id: string }>(
  adapters: Map<string, T>,
  what: string,
  adapter: T,
): void {
  if (adapters.has(adapter.id)) {
    throw new InputError(
      `Two modules add the ${what} adapter '${adapter.id}' to the deploy plugin: install one of them`,
    );
  }
  adapters.set(adapter.id, adapter);
}

function missing(what: string, id: string): never {
  throw new InputError(
    `No module brings the ${what} adapter '${id}': add its deploy-backend-module to the backend`,
  );
}
