import { z } from 'zod';
import { ClusterObjects, JsonObject, KubernetesObject } from '../../kubernetes';
import { referenceOf } from '../../kubernetes/ClusterObjects';
import { StatusError } from '../../kubernetes/status';
import { objectsAt, stringAt } from '../../kubernetes/types';
import { setNamespace } from '../../kustomize/transformers';
import { Condition, findCondition, withConditions } from '../conditions';
import { Controller, messageOf, reconcileAll } from '../Controller';
import {
  hasDirectory,
  inApplyOrder,
  readDirectory,
  withNamespaces,
} from '../deliverables';
import { GitReader } from '../GitReader';
import { handledRequest } from './GitRepositoryController';
import { pruneInventory, toInventoryEntry, withOwnerLabels } from './inventory';

const MANAGER = 'kustomize-controller';

/** Kinds that are applied before the others are even tried. */
const FIRST_STAGE = new Set(['Namespace', 'CustomResourceDefinition']);

const specSchema = z.looseObject({
  path: z.string().default('./'),
  prune: z.boolean().default(false),
  suspend: z.boolean().optional(),
  targetNamespace: z.string().optional(),
  sourceRef: z.looseObject({
    kind: z.string(),
    name: z.string(),
    namespace: z.string().optional(),
  }),
  dependsOn: z
    .array(
      z.looseObject({ name: z.string(), namespace: z.string().optional() }),
    )
    .optional(),
});

type Spec = z.infer<typeof specSchema>;

/** A reconciliation that fails, with the reason that Flux gives it. */
class ReconcileError extends Error {
  constructor(readonly reason: string, message: string) {
    super(message);
    this.name = 'ReconcileError';
  }
}

/** Applies the directories of Flux's Kustomizations. */
export class KustomizationController implements Controller {
  readonly name = 'flux kustomizations';
  readonly #objects: ClusterObjects;
  readonly #git: GitReader;
  readonly #tempo: number;

  constructor(options: {
    objects: ClusterObjects;
    git: GitReader;
    tempo: number;
  }) {
    this.#objects = options.objects;
    this.#git = options.git;
    this.#tempo = options.tempo;
  }

  async pass(): Promise<number | undefined> {
    const kustomizations = this.#objects.list({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
    });
    return reconcileAll(kustomizations, async kustomization => {
      const spec = specSchema.parse(kustomization.spec);
      const isDone =
        spec.suspend || (await this.#reconcile(kustomization, spec));
      return isDone ? undefined : this.#tempo * 10;
    });
  }

  async #reconcile(
    kustomization: KubernetesObject,
    spec: Spec,
  ): Promise<boolean> {
    let revision: string | undefined;
    try {
      const source = this.#source(kustomization, spec);
      revision = source.revision;
      this.#checkDependencies(kustomization, spec);
      const isNew =
        stringAt(kustomization, 'status', 'lastAttemptedRevision') !==
          revision ||
        kustomization.status?.observedGeneration !==
          kustomization.metadata.generation;
      if (isNew) {
        // Seen for one pass, so that people and tools meet the state.
        this.#report(
          kustomization,
          { lastAttemptedRevision: revision },
          {
            status: 'Unknown',
            reason: 'Progressing',
            message: `Fetching manifests for revision ${revision}`,
          },
        );
        return true;
      }
      const objects = await this.#build(spec, source);
      const entries = this.#apply(
        objects.map(object => withOwnerLabels(object, kustomization)),
      );
      if (spec.prune) {
        pruneInventory(this.#objects, kustomization, entries);
      }
      this.#report(
        kustomization,
        {
          lastAppliedRevision: revision,
          lastAttemptedRevision: revision,
          inventory: { entries },
        },
        {
          status: 'True',
          reason: 'ReconciliationSucceeded',
          message: `Applied revision: ${revision}`,
        },
      );
      return true;
    } catch (error) {
      this.#report(
        kustomization,
        revision ? { lastAttemptedRevision: revision } : {},
        {
          status: 'False',
          reason:
            error instanceof ReconcileError
              ? error.reason
              : 'ReconciliationFailed',
          message: messageOf(error),
        },
      );
      return false;
    }
  }

  #source(kustomization: KubernetesObject, spec: Spec) {
    const { kind, name, namespace } = spec.sourceRef;
    const source = this.#objects.get({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind,
      namespace: namespace ?? kustomization.metadata.namespace,
      name,
    });
    const revision = stringAt(source, 'status', 'artifact', 'revision');
    const url = stringAt(source, 'spec', 'url');
    if (!source || !revision || !url) {
      throw new ReconcileError(
        'ArtifactFailed',
        source
          ? 'Source artifact not found, retrying in 30s'
          : `Source '${kind}/${name}' not found`,
      );
    }
    return {
      url,
      revision,
      sha: revision.slice(revision.indexOf('sha1:') + 5),
    };
  }

  #checkDependencies(kustomization: KubernetesObject, spec: Spec) {
    for (const { name, namespace } of spec.dependsOn ?? []) {
      const reference = {
        apiVersion: kustomization.apiVersion,
        kind: 'Kustomization',
        namespace: namespace ?? kustomization.metadata.namespace,
        name,
      };
      const dependency = this.#objects.get(reference);
      const ready = findCondition(dependency, 'Ready');
      if (ready?.status !== 'True') {
        throw new ReconcileError(
          'DependencyNotReady',
          `dependency '${reference.namespace}/${name}' is not ready`,
        );
      }
    }
  }

  async #build(
    spec: Spec,
    source: { url: string; sha: string },
  ): Promise<KubernetesObject[]> {
    const files = await this.#git.files(source.url, source.sha);
    if (!hasDirectory(files, spec.path)) {
      throw new ReconcileError(
        'ArtifactFailed',
        `kustomization path not found: stat ${spec.path}: no such file or directory`,
      );
    }
    try {
      const objects = readDirectory(files, spec.path, { recurse: true });
      if (spec.targetNamespace) {
        setNamespace(objects, spec.targetNamespace);
      }
      return inApplyOrder(
        withNamespaces(objects, this.#objects, spec.targetNamespace),
      );
    } catch (error) {
      throw new ReconcileError(
        'BuildFailed',
        `kustomize build failed: ${messageOf(error)}`,
      );
    }
  }

  /** Applies in two stages; nothing of a stage is applied unless all of it can be. */
  #apply(objects: KubernetesObject[]): JsonObject[] {
    const stages = [
      objects.filter(({ kind }) => FIRST_STAGE.has(kind)),
      objects.filter(({ kind }) => !FIRST_STAGE.has(kind)),
    ];
    for (const stage of stages) {
      for (const dryRun of [true, false]) {
        for (const object of stage) {
          try {
            this.#objects.apply(object, { fieldManager: MANAGER, dryRun });
          } catch (error) {
            const { namespace, name } = object.metadata;
            const path = [object.kind, namespace, name]
              .filter(Boolean)
              .join('/');
            const reason =
              error instanceof StatusError ? ` (${error.reason})` : '';
            throw new ReconcileError(
              'ReconciliationFailed',
              `${path} dry-run failed${reason}: ${messageOf(error)}`,
            );
          }
        }
      }
    }
    return objects.map(toInventoryEntry);
  }

  #report(
    kustomization: KubernetesObject,
    changes: JsonObject,
    ready: Pick<Condition, 'status' | 'reason' | 'message'>,
  ) {
    const observedGeneration = kustomization.metadata.generation;
    const others = objectsAt(kustomization, 'status', 'conditions').filter(
      ({ type }) => type !== 'Reconciling',
    );
    this.#objects.updateStatus(
      referenceOf(kustomization),
      {
        ...kustomization.status,
        ...changes,
        observedGeneration,
        ...handledRequest(kustomization),
        conditions: withConditions({ conditions: others }, [
          { type: 'Ready', observedGeneration, ...ready },
          ...(ready.status === 'Unknown'
            ? [
                {
                  type: 'Reconciling',
                  ...ready,
                  status: 'True' as const,
                  observedGeneration,
                },
              ]
            : []),
        ]),
      },
      MANAGER,
    );
  }
}
