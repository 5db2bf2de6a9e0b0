import { ClusterObjects, JsonObject, KubernetesObject } from '../../kubernetes';
import { referenceOf } from '../../kubernetes/ClusterObjects';
import {
  isJsonObject,
  objectsAt,
  stringAt,
  toApiVersion,
  valueAt,
} from '../../kubernetes/types';
import { findCondition, withConditions } from '../conditions';
import { Controller, reconcileAll } from '../Controller';
import { FAIL_ANNOTATION } from './CompositeController';
import { recordEvent } from './events';

const MANAGER = 'provider-sandbox';
const EXTERNAL_NAME = 'crossplane.io/external-name';

/** The provider of all managed resources: it agrees to everything after a moment, or fails when asked to. */
export class ManagedResourceController implements Controller {
  readonly name = 'crossplane managed resources';
  readonly #objects: ClusterObjects;

  constructor(options: { objects: ClusterObjects }) {
    this.#objects = options.objects;
  }

  async pass(): Promise<undefined> {
    const objects = this.#managedKinds().flatMap(({ apiVersion, kind }) =>
      this.#objects.list({ apiVersion, kind }),
    );
    await reconcileAll(objects, object => {
      if (!object.metadata.deletionTimestamp) {
        this.#reconcile(object);
      }
      return undefined;
    });
    return undefined;
  }

  /** Managed resources are those whose definition is in the category `managed`. */
  #managedKinds(): Array<{ apiVersion: string; kind: string }> {
    return this.#objects
      .list({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
      })
      .filter(definition => {
        const categories = valueAt(definition, 'spec', 'names', 'categories');
        return Array.isArray(categories) && categories.includes('managed');
      })
      .map(definition => {
        const [version] = objectsAt(definition, 'spec', 'versions');
        return {
          apiVersion: toApiVersion(
            stringAt(definition, 'spec', 'group') ?? '',
            String(version?.name),
          ),
          kind: stringAt(definition, 'spec', 'names', 'kind') ?? '',
        };
      });
  }

  #reconcile(object: KubernetesObject) {
    if (object.metadata.annotations?.[FAIL_ANNOTATION] === 'provider') {
      this.#fail(object);
      return;
    }
    const name = stringAt(object, 'spec', 'forProvider', 'name');
    const zone = stringAt(object, 'spec', 'forProvider', 'zone');
    const externalName =
      name && zone ? `${name}.${zone}` : object.metadata.name ?? '';
    const isNew = findCondition(object, 'Synced')?.status !== 'True';
    const { apiVersion, kind, metadata } = object;
    this.#objects.apply(
      {
        apiVersion,
        kind,
        metadata: {
          name: metadata.name,
          namespace: metadata.namespace,
          annotations: { [EXTERNAL_NAME]: externalName },
        },
      },
      { fieldManager: MANAGER },
    );
    const forProvider = valueAt(object, 'spec', 'forProvider');
    const atProvider: JsonObject = {
      ...(isJsonObject(forProvider) ? forProvider : {}),
      id: externalName,
      ...(name && zone ? { fqdn: externalName } : {}),
    };
    if (isNew) {
      recordEvent(this.#objects, object, {
        type: 'Normal',
        reason: 'CreatedExternalResource',
        message: 'Successfully requested creation of external resource',
      });
    }
    // Created in one pass, available in the next.
    this.#report(object, isNew ? {} : { atProvider }, [
      { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' },
      {
        type: 'Ready',
        status: isNew ? 'False' : 'True',
        reason: isNew ? 'Creating' : 'Available',
      },
    ]);
  }

  #fail(object: KubernetesObject) {
    const message = `create failed: cannot create ${object.kind}: the provider refused the request: AccessDenied`;
    recordEvent(this.#objects, object, {
      type: 'Warning',
      reason: 'CannotCreateExternalResource',
      message,
    });
    this.#report(object, {}, [
      { type: 'Synced', status: 'False', reason: 'ReconcileError', message },
      { type: 'Ready', status: 'False', reason: 'Creating' },
    ]);
  }

  #report(
    object: KubernetesObject,
    fields: JsonObject,
    conditions: Parameters<typeof withConditions>[1],
  ) {
    this.#objects.updateStatus(
      referenceOf(object),
      {
        ...object.status,
        ...fields,
        conditions: withConditions(object.status, conditions),
      },
      MANAGER,
    );
  }
}
