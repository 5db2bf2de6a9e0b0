import { isDeepStrictEqual } from 'node:util';
import { ClusterObjects, JsonObject, KubernetesObject } from '../../kubernetes';
import { referenceOf } from '../../kubernetes/ClusterObjects';
import { Controller, messageOf, reconcileAll, timestamp } from '../Controller';
import {
  inApplyOrder,
  readDirectory,
  withNamespaces,
  hasDirectory,
} from '../deliverables';
import { GitReader } from '../GitReader';
import {
  Application,
  Operation,
  parseApplication,
  argocdNamespace,
} from './application';
import { ComparedResource, compareResources, withTracking } from './comparison';
import { Destination, findDestination } from './destinations';
import { worstHealth } from './health';
import { imagesOf } from './images';
import {
  isDestinationAllowed,
  isKindAllowed,
  projectViolations,
} from './project';
import { syncResources } from './sync';

const MANAGER = 'argocd-application-controller';
const REFRESH = 'argocd.argoproj.io/refresh';
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';
const HISTORY_LIMIT = 10;

interface Comparison {
  revision: string;
  resources: ComparedResource[];
  destination: Destination;
}

/** Runs the Argo CD Applications of a cluster. */
export class ApplicationController implements Controller {
  readonly name = 'argocd applications';
  readonly #home: ClusterObjects;
  readonly #clustersByUrl: ReadonlyMap<string, ClusterObjects>;
  readonly #git: GitReader;
  readonly #tempo: number;

  constructor(options: {
    /** The cluster that Argo CD itself runs in. */
    home: ClusterObjects;
    clustersByUrl: ReadonlyMap<string, ClusterObjects>;
    git: GitReader;
    tempo: number;
  }) {
    this.#home = options.home;
    this.#clustersByUrl = options.clustersByUrl;
    this.#git = options.git;
    this.#tempo = options.tempo;
  }

  async pass(): Promise<number | undefined> {
    const objects = this.#home.list({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      namespace: argocdNamespace,
    });
    return reconcileAll(objects, object => {
      const application = parseApplication(object);
      return object.metadata.deletionTimestamp
        ? this.#finalize(application)
        : this.#reconcile(application);
    });
  }

  #destination(application: Application): Destination | string {
    return findDestination({
      home: this.#home,
      namespace: application.namespace,
      clustersByUrl: this.#clustersByUrl,
      wanted: application.spec.destination,
    });
  }

  #project(application: Application): KubernetesObject | undefined {
    return this.#home.get({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      namespace: application.namespace,
      name: application.spec.project,
    });
  }

  async #reconcile(application: Application): Promise<number | undefined> {
    const destination = this.#destination(application);
    const violations =
      typeof destination === 'string'
        ? [destination]
        : projectViolations(
            this.#project(application),
            application,
            destination.server,
          );
    if (typeof destination === 'string' || violations.length > 0) {
      this.#writeFailure(
        application,
        'InvalidSpecError',
        violations.join('; '),
      );
      return undefined;
    }
    let comparison: Comparison;
    try {
      comparison = await this.#compare(application, destination);
    } catch (error) {
      this.#writeFailure(application, 'ComparisonError', messageOf(error));
      return this.#tempo * 10;
    }
    return this.#syncAndReport(application, comparison);
  }

  async #compare(
    application: Application,
    destination: Destination,
  ): Promise<Comparison> {
    const { source } = application.spec;
    if (!source || source.path === undefined) {
      throw new Error(
        'spec.source.repoURL and spec.source.path are required; the sandbox runs no Helm charts and no multi-source applications',
      );
    }
    const revision = await this.#git.resolve(
      source.repoURL,
      source.targetRevision,
    );
    const files = await this.#git.files(source.repoURL, revision);
    const failed =
      'Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc =';
    if (!hasDirectory(files, source.path)) {
      throw new Error(`${failed} ${source.path}: app path does not exist`);
    }
    let objects: KubernetesObject[];
    try {
      objects = readDirectory(files, source.path, {
        recurse: source.directory?.recurse ?? false,
      });
    } catch (error) {
      throw new Error(`${failed} ${messageOf(error)}`);
    }
    const desired = inApplyOrder(
      withNamespaces(
        objects,
        destination.objects,
        application.spec.destination.namespace,
      ),
    ).map(object => withTracking(object, application));
    const resources = compareResources(
      destination.objects,
      application,
      desired,
    ).map(resource => {
      const problem = this.#forbidden(application, destination, resource);
      return problem ? { ...resource, problem } : resource;
    });
    return { revision, resources, destination };
  }

  /** Why the project does not let the application bring a resource, or undefined. */
  #forbidden(
    application: Application,
    destination: Destination,
    resource: ComparedResource,
  ): string | undefined {
    const project = this.#project(application);
    const { group, kind, namespace } = resource;
    const namespaced = namespace !== undefined;
    const named = `'${application.spec.project}'`;
    if (!isKindAllowed(project, { group, kind, namespaced })) {
      return `resource ${group}:${kind} is not permitted in project ${named}`;
    }
    return namespaced && !isDestinationAllowed(project, destination, namespace)
      ? `namespace ${namespace} is not permitted in project ${named}`
      : undefined;
  }

  #syncAndReport(
    application: Application,
    comparison: Comparison,
  ): number | undefined {
    const { revision, resources } = comparison;
    const { operationState } = application.status;
    if (operationState?.phase === 'Running') {
      this.#runOperation(application, comparison);
      return undefined;
    }
    const outOfSync = resources.some(({ status }) => status === 'OutOfSync');
    const operation =
      application.operation ??
      (outOfSync ? this.#automaticOperation(application, revision) : undefined);
    this.#writeStatus(application, comparison, {
      // The operation starts in this pass and runs in the next, so that it is seen running.
      operationState: operation
        ? {
            phase: 'Running',
            message: 'waiting for healthy state of resources',
            operation,
            startedAt: timestamp(),
            ...(operation.retried
              ? { retryCount: (operationState?.retryCount ?? 0) + 1 }
              : {}),
          }
        : operationState,
    });
    const mayRetry =
      operationState?.phase === 'Failed' && !operation && outOfSync;
    return mayRetry ? this.#tempo * 10 : undefined;
  }

  /** The operation that the sync policy asks for, or undefined. */
  #automaticOperation(
    application: Application,
    revision: string,
  ): (Operation & { retried?: boolean }) | undefined {
    const { syncPolicy } = application.spec;
    const automated = syncPolicy?.automated;
    if (!automated || automated.enabled === false) {
      return undefined;
    }
    const { operationState } = application.status;
    const tried = operationState?.syncResult?.revision === revision;
    const failed = operationState?.phase === 'Failed';
    if (tried && failed) {
      const limit = syncPolicy?.retry?.limit ?? 5;
      const count = operationState?.retryCount ?? 0;
      if (limit >= 0 && count >= limit) {
        return undefined;
      }
    } else if (tried && automated.selfHeal !== true) {
      return undefined;
    }
    return {
      initiatedBy: { automated: true },
      sync: { revision, prune: automated.prune ?? false },
      ...(tried && failed ? { retried: true } : {}),
    };
  }

  #runOperation(application: Application, comparison: Comparison) {
    const { spec, status } = application;
    const state = status.operationState;
    const { sync = {}, initiatedBy } = state?.operation ?? {};
    const { resources, revision, destination } = comparison;
    const refused = resources.filter(
      ({ problem, status: synced }) => problem && synced === 'OutOfSync',
    );
    const outcome =
      refused.length > 0
        ? {
            phase: 'Failed' as const,
            message: `one or more objects failed to apply, reason: ${refused
              .map(({ problem }) => problem)
              .join('; ')}`,
            resources: [],
          }
        : syncResources({
            cluster: destination.objects,
            resources,
            prune: sync.prune ?? false,
            createNamespace: spec.syncPolicy?.syncOptions?.includes(
              'CreateNamespace=true',
            )
              ? spec.destination.namespace
              : undefined,
          });
    const desired = resources.flatMap(({ desired: wanted }) => wanted ?? []);
    const after = {
      ...comparison,
      resources: compareResources(destination.objects, application, desired),
    };
    const now = timestamp();
    const history = status.history ?? [];
    this.#writeStatus(application, after, {
      operationState: {
        ...state,
        phase: outcome.phase,
        message: outcome.message,
        finishedAt: now,
        syncResult: {
          revision,
          source: spec.source,
          resources: outcome.resources,
        },
      },
      ...(outcome.phase === 'Succeeded'
        ? {
            history: [
              ...history,
              {
                id: (history[history.length - 1]?.id ?? -1) + 1,
                revision,
                deployedAt: now,
                deployStartedAt: state?.startedAt,
                source: spec.source,
                initiatedBy,
              },
            ].slice(-(spec.revisionHistoryLimit ?? HISTORY_LIMIT)),
          }
        : {}),
    });
  }

  #writeStatus(
    application: Application,
    comparison: Comparison,
    changes: JsonObject,
  ) {
    const { spec, status } = application;
    const { revision, resources, destination } = comparison;
    const healths = resources.flatMap(({ health, requiresPruning }) =>
      health && !requiresPruning ? [health] : [],
    );
    const health = worstHealth(healths);
    const isSynced = resources.every(
      ({ status: synced }) => synced === 'Synced',
    );
    const images = imagesOf(destination.objects, resources);
    this.#write(application, {
      ...status,
      ...changes,
      conditions: undefined,
      sync: {
        status: isSynced ? 'Synced' : 'OutOfSync',
        revision,
        comparedTo: { source: spec.source, destination: spec.destination },
      },
      health: {
        status: health,
        lastTransitionTime:
          status.health?.status === health
            ? status.health.lastTransitionTime
            : timestamp(),
      },
      resources: resources.map(
        ({ desired, live, problem, ...reported }) => reported,
      ),
      summary: images.length > 0 ? { images } : {},
      sourceType: 'Kustomize',
      controllerNamespace: application.namespace,
    });
  }

  /** An application that cannot be compared keeps what was known of its resources. */
  #writeFailure(application: Application, type: string, message: string) {
    const { spec, status } = application;
    const before = status.conditions?.find(it => it.type === type);
    const lastTransitionTime =
      before?.message === message ? before.lastTransitionTime : timestamp();
    this.#write(application, {
      ...status,
      conditions: [{ type, message, lastTransitionTime }],
      sync: {
        status: 'Unknown',
        comparedTo: { source: spec.source, destination: spec.destination },
      },
      health: {
        status: status.health?.status ?? 'Unknown',
        lastTransitionTime: status.health?.lastTransitionTime ?? timestamp(),
      },
    });
  }

  /**
   * Writes the status, takes a started operation off the object and answers a
   * refresh. `reconciledAt` moves only with something else: a pass that finds
   * nothing new writes nothing. What others wrote since the pass began stays.
   */
  #write(application: Application, status: JsonObject) {
    const live = this.#home.get(referenceOf(application.object));
    if (!live) {
      return;
    }
    const isAnswer =
      application.object.metadata.annotations?.[REFRESH] !== undefined;
    const { [REFRESH]: _answered, ...annotations } =
      live.metadata.annotations ?? {};
    const next: KubernetesObject = JSON.parse(
      JSON.stringify({
        ...live,
        metadata: isAnswer ? { ...live.metadata, annotations } : live.metadata,
        operation: application.operation ? undefined : live.operation,
        status,
      }),
    );
    if (!isDeepStrictEqual(next.status, live.status) || isAnswer) {
      next.status = { ...next.status, reconciledAt: timestamp() };
    }
    this.#home.update(next, MANAGER);
  }

  /** Deletes what the application brought, when its finalizer asks for that. */
  #finalize(application: Application): number | undefined {
    const { object, status } = application;
    if (!object.metadata.finalizers?.includes(FINALIZER)) {
      return undefined;
    }
    const destination = this.#destination(application);
    const live =
      typeof destination === 'string'
        ? []
        : (status.resources ?? []).flatMap(
            resource =>
              destination.objects.get({
                ...resource,
                apiVersion: resource.group
                  ? `${resource.group}/${resource.version}`
                  : resource.version,
              }) ?? [],
          );
    if (live.length > 0 && typeof destination !== 'string') {
      for (const resource of live) {
        destination.objects.delete(referenceOf(resource));
      }
      return this.#tempo;
    }
    const current = this.#home.get(referenceOf(object));
    if (current) {
      this.#home.update({
        ...current,
        metadata: {
          ...current.metadata,
          finalizers: current.metadata.finalizers?.filter(
            it => it !== FINALIZER,
          ),
        },
      });
    }
    return undefined;
  }
}
