import { createHash } from 'node:crypto';
import { ClusterObjects, JsonObject, KubernetesObject } from '../../kubernetes';
import { referenceOf } from '../../kubernetes/ClusterObjects';
import { objectsAt } from '../../kubernetes/types';
import { withConditions } from '../conditions';
import { ownerReferenceTo } from '../Controller';
import { Definition } from './definition';

const MANAGER = 'apiextensions.crossplane.io/claim';

/** Fields of a claim that its composite resource does not take over. */
const OWN_FIELDS = ['resourceRef', 'writeConnectionSecretToRef'];

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
      if (!claim.metadata.deletionTimestamp) {
        this.#bind(definition, claim);
      }
    }
  }

  #bind(definition: Definition, claim: KubernetesObject) {
    const { name = '', namespace, uid = '' } = claim.metadata;
    const suffix = createHash('sha256').update(uid).digest('hex').slice(0, 5);
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
          name: `${name}-${suffix}`,
          labels: {
            'crossplane.io/claim-name': name,
            'crossplane.io/claim-namespace': namespace ?? '',
          },
          annotations: { ...claim.metadata.annotations },
          ownerReferences: [ownerReferenceTo(claim)],
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
        metadata: { name, namespace },
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
