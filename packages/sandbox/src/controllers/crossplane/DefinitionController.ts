import { createHash } from 'node:crypto';
import { ClusterObjects, KubernetesObject } from '../../kubernetes';
import { referenceOf } from '../../kubernetes/ClusterObjects';
import { Condition, withConditions } from '../conditions';
import { Controller, messageOf, ownerReferenceTo } from '../Controller';
import { Definition, parseDefinition } from './definition';
import { toCustomResourceDefinition } from './toCustomResourceDefinition';

const MANAGER = 'crossplane';
const API_VERSION = 'apiextensions.crossplane.io/v1';

/** On a revision: the composition that it was made of. */
export const COMPOSITION_LABEL = 'crossplane.io/composition-name';

/** Makes custom resources of definitions, and revisions of compositions. */
export class DefinitionController implements Controller {
  readonly name = 'crossplane definitions';
  readonly #objects: ClusterObjects;
  /** The versions of definitions that are served as they are: a large one takes long to apply again. */
  readonly #served = new Map<string, string>();

  constructor(options: { objects: ClusterObjects }) {
    this.#objects = options.objects;
  }

  async pass(): Promise<undefined> {
    const definitions = this.#objects.list({
      apiVersion: API_VERSION,
      kind: 'CompositeResourceDefinition',
    });
    for (const object of definitions) {
      if (!object.metadata.deletionTimestamp && !this.#isServed(object)) {
        this.#reconcile(object);
      }
    }
    const compositions = this.#objects.list({
      apiVersion: API_VERSION,
      kind: 'Composition',
    });
    for (const composition of compositions) {
      this.#keepRevision(composition);
    }
    return undefined;
  }

  #isServed(object: KubernetesObject): boolean {
    const { uid = '', resourceVersion } = object.metadata;
    if (this.#served.get(uid) !== resourceVersion) {
      return false;
    }
    // Somebody may have deleted what was made of it.
    const { spec, apiVersion, isLegacy } = parseDefinition(object);
    const claims = isLegacy && spec.claimNames ? [spec.claimNames] : [];
    return [spec.names, ...claims].every(({ kind }) =>
      this.#objects.lookup(apiVersion, kind),
    );
  }

  #reconcile(object: KubernetesObject) {
    let definition: Definition;
    try {
      definition = parseDefinition(object);
      this.#serve(definition);
    } catch (error) {
      this.#report(object, {}, [
        {
          type: 'Established',
          status: 'False',
          reason: 'ReconcileError',
          message: `cannot render composite resource CustomResourceDefinition: ${messageOf(
            error,
          )}`,
        },
      ]);
      return;
    }
    const { apiVersion, spec } = definition;
    const { uid = '' } = object.metadata;
    const [, version] = apiVersion.split('/');
    const type = (kind: string) => ({
      apiVersion: `${spec.group}/${version}`,
      kind,
    });
    const reported = this.#report(
      object,
      {
        compositeResourceType: type(spec.names.kind),
        compositeResourceClaimType: spec.claimNames
          ? type(spec.claimNames.kind)
          : { apiVersion: '', kind: '' },
      },
      [
        {
          type: 'Established',
          status: 'True',
          reason: 'WatchingCompositeResource',
        },
        ...(spec.claimNames
          ? [
              {
                type: 'Offered',
                status: 'True' as const,
                reason: 'WatchingCompositeResourceClaim',
              },
            ]
          : []),
      ],
    );
    this.#served.set(uid, reported.metadata.resourceVersion ?? '');
  }

  #serve(definition: Definition) {
    const { names, claimNames } = definition.spec;
    this.#objects.apply(
      toCustomResourceDefinition(definition, names, 'composite'),
      { fieldManager: MANAGER },
    );
    if (claimNames && definition.isLegacy) {
      this.#objects.apply(
        toCustomResourceDefinition(definition, claimNames, 'claim'),
        { fieldManager: MANAGER },
      );
    }
  }

  #report(
    object: KubernetesObject,
    controllers: object,
    conditions: Condition[],
  ): KubernetesObject {
    return this.#objects.updateStatus(
      referenceOf(object),
      {
        ...object.status,
        controllers,
        conditions: withConditions(object.status, conditions),
      },
      MANAGER,
    );
  }

  #keepRevision(composition: KubernetesObject) {
    const { name = '' } = composition.metadata;
    const revision = revisionName(composition);
    const reference = {
      apiVersion: API_VERSION,
      kind: 'CompositionRevision',
      name: revision,
    };
    if (this.#objects.get(reference)) {
      return;
    }
    const earlier = this.#objects.list({
      apiVersion: API_VERSION,
      kind: 'CompositionRevision',
      labelSelector: `${COMPOSITION_LABEL}=${name}`,
    });
    this.#objects.create(
      {
        apiVersion: API_VERSION,
        kind: 'CompositionRevision',
        metadata: {
          name: revision,
          labels: {
            ...composition.metadata.labels,
            [COMPOSITION_LABEL]: name,
          },
          ownerReferences: [ownerReferenceTo(composition)],
        },
        spec: { ...composition.spec, revision: earlier.length + 1 },
      },
      MANAGER,
    );
  }
}

/** The name of the revision that a composition is at now. */
export function revisionName(composition: KubernetesObject): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(composition.spec ?? {}))
    .digest('hex')
    .slice(0, 7);
  return `${composition.metadata.name}-${hash}`;
}
