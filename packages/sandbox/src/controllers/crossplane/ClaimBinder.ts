import { createHash } from 'node:crypto';
import { ClusterObjects, JsonObject, KubernetesObject } from '../../kubernetes';
import { referenceOf } from '../../kubernetes/ClusterObjects';
import { objectsAt } from '../../kubernetes/types';
import { withConditions } from '../conditions';
import { Definition } from './definition';

const MANAGER = 'apiextensions.crossplane.io/claim';

/** Fields of a claim that its composite resource does not take over. */
const OWN_FIELDS = ['resourceRef', 'writeConnectionSecretToRef'];

const FINALIZER = 'finalizer.apiextensions.crossplane.io';

function compositeName(claim: KubernetesObject): string {
  const { name, uid = '' } = claim.metadata;
  const hash = createHash('sha256').update(uid).digest('hex');
  return `${name}-${hash.slice(0, 5)}`;
}

/** Keeps a composite resource for every claim (Crossplane v1). */
export class ClaimBinder {
  readonly #objects: ClusterObjects;

  constructor(options: { objects: ClusterObjects }) {
    this.#objects = options.objects;
  }

  bindAll(definition: Definition): void {
    const kind = definition.isLegacy && definition.spec.claimNames?.kind;
    if (!kind) {
      return;
    }
    for (const claim of this.#objects.list({
      apiVersion: definition.apiVersion,
      kind,
    })) {
      if (claim.metadata.deletionTimestamp) {
        this.#release(definition, claim);
      } else {
        this.#bind(definition, claim);
      }
    }
  }

  /** A cluster-scoped object cannot be owned by a namespaced one, so the claim waits for it. */
  #release(definition: Definition, claim: KubernetesObject) {
    this.#objects.delete({
      apiVersion: definition.apiVersion,
      kind: definition.spec.names.kind,
      name: compositeName(claim),
    });
    this.#objects.update({
      ...claim,
      metadata: {
        ...claim.metadata,
        resourceVersion: undefined,
        finalizers: claim.metadata.finalizers?.filter(it => it !== FINALIZER),
      },
    });
  }

  #bind(definition: Definition, claim: KubernetesObject) {
    const { name = '', namespace } = claim.metadata;
    const { apiVersion } = definition;
    const spec: JsonObject = Object.fromEntries(
      Object.entries(claim.spec ?? {}).filter(
        ([key]) => !OWN_FIELDS.includes(key),
      ),
    );
    const composite = this.#objects.apply(
      {
        apiVersion,
        kind: definition.spec.names.kind,
        metadata: {
          name: compositeName(claim),
          labels: {
            'crossplane.io/claim-name': name,
            'crossplane.io/claim-namespace': namespace ?? '',
          },
          annotations: { ...claim.metadata.annotations },
        },
        spec: {
          ...spec,
          claimRef: { apiVersion, kind: claim.kind, namespace, name },
        },
      },
      { fieldManager: MANAGER },
    );
    this.#objects.apply(
      {
        apiVersion,
        kind: claim.kind,
        metadata: { name, namespace, finalizers: [FINALIZER] },
        spec: {
          resourceRef: {
            apiVersion,
            kind: composite.kind,
            name: composite.metadata.name,
          },
        },
      },
      { fieldManager: MANAGER },
    );
    const { conditions: _own, ...status } = composite.status ?? {};
    const ready = objectsAt(composite, 'status', 'conditions').find(
      ({ type }) => type === 'Ready',
    );
    const isReady = ready?.status === 'True';
    this.#objects.updateStatus(
      referenceOf(claim),
      {
        ...claim.status,
        ...status,
        conditions: withConditions(claim.status, [
          { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' },
          {
            type: 'Ready',
            status: isReady ? 'True' : 'False',
            reason: isReady ? 'Available' : 'Waiting',
            message: isReady
              ? ''
              : 'Claim is waiting for composite resource to become Ready',
          },
        ]),
      },
      MANAGER,
    );
  }
}
