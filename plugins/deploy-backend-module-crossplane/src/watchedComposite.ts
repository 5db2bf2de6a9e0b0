import { KubernetesObject } from '@openportal/kubernetes-node';
import { ObserverHint } from '@openportal/plugin-deploy-node';
import { judgeComposite } from './judgeComposite';
import { ANNOTATION_DEPLOYED_BY, valueAt } from './orderOf';
import { OrderedKind } from './readConfig';

/** The longest reference of an entity: kind, namespace and name of 63 characters each. */
const MAX_REFERENCE_LENGTH = 191;

function deployedBy(object: KubernetesObject): string | undefined {
  const value = object.metadata.annotations?.[ANNOTATION_DEPLOYED_BY];
  return typeof value === 'string' && value.length <= MAX_REFERENCE_LENGTH
    ? value
    : undefined;
}

/** What is kept of a resource in memory: of ten thousand of them only what is read of them. */
export function keepComposite(
  object: KubernetesObject,
  kind: OrderedKind,
): KubernetesObject {
  const { metadata } = object;
  const entityRef = deployedBy(object);
  const [last, ...outer] = [...kind.field.path].reverse();
  const field = outer.reduce<Record<string, unknown>>(
    (inner, key) => ({ [key]: inner }),
    { [last]: valueAt(object, kind.field.path) },
  );
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      uid: metadata.uid,
      generation: metadata.generation,
      resourceVersion: metadata.resourceVersion,
      deletionTimestamp: metadata.deletionTimestamp,
      ...(entityRef !== undefined && {
        annotations: { [ANNOTATION_DEPLOYED_BY]: entityRef },
      }),
    },
    ...field,
    status: { conditions: valueAt(object, ['status', 'conditions']) },
  };
}

/** Changes with what is told of a resource. */
export function compositeFingerprint(
  object: KubernetesObject,
  kind: OrderedKind,
): string {
  return JSON.stringify([
    judgeComposite(object),
    valueAt(object, kind.field.path),
    kind.clusterScoped && deployedBy(object),
  ]);
}

/**
 * Where to look because a resource changed: in its namespace; where it is in none, at the entity that it names itself.
 * One that names none is found by the periodic pass.
 */
export function hintAbout(
  object: KubernetesObject,
  kind: OrderedKind,
  cluster: string,
): ObserverHint | undefined {
  if (!kind.clusterScoped) {
    const { namespace } = object.metadata;
    return namespace === undefined ? undefined : { cluster, namespace };
  }
  const deployedEntity = deployedBy(object);
  return deployedEntity === undefined ? undefined : { cluster, deployedEntity };
}
