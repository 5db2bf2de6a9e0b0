import { KubernetesObject } from '@openportal/kubernetes-node';
import {
  CLUSTER_SCOPED,
  CompositeResourceDefinition,
  OrderRef,
} from '@openportal/plugin-crossplane-common';
import { z } from 'zod';
import { CompositeFact } from '../sources/facts';
import { parseComposite } from '../sources/parseComposite';
import { toReference } from '../sources/toReference';
import { ClusterReader } from './ClusterReader';

/** The ordered resource, and for a claim the composite resource that it is bound to. */
export interface OrderedResource {
  fact: CompositeFact;
  /** The object that was ordered, as the cluster has it. */
  object: KubernetesObject;
}

const boundSpec = z.object({ resourceRef: z.object({ name: z.string() }) });
const claimRefSpec = z.object({
  claimRef: z.object({ name: z.string(), namespace: z.string() }),
});

/** Reads the ordered resource; `undefined` when it is not in the cluster. */
export async function readComposite(
  reader: ClusterReader,
  xrd: CompositeResourceDefinition,
  ref: OrderRef,
): Promise<OrderedResource | undefined> {
  const { group, current, orderable } = xrd;
  const object = await reader.client.get(
    { group, version: current.name, plural: orderable.plural },
    ref.name,
    {
      namespace: ref.namespace === CLUSTER_SCOPED ? undefined : ref.namespace,
    },
  );
  if (!object) {
    return undefined;
  }
  const claim = parseComposite(object);
  const bound = boundSpec.safeParse(object.spec);
  if (orderable.kind === xrd.kind || !bound.success) {
    return { fact: claim, object };
  }
  const composite = await reader.client.get(
    { group, version: current.name, plural: xrd.plural },
    bound.data.resourceRef.name,
  );
  // What a claim names is its own only when it names the claim in turn.
  if (!composite || !isClaimedBy(composite, object)) {
    return { fact: claim, object };
  }
  const fact = parseComposite(composite);
  return {
    object,
    fact: {
      ...claim,
      owner: fact.owner,
      ...(fact.uid ? { bound: { ...toReference(fact), uid: fact.uid } } : {}),
      composition: fact.composition,
      compositionRevision: fact.compositionRevision,
      compositionUpdatePolicy: fact.compositionUpdatePolicy,
      resourceRefs: fact.resourceRefs,
      omittedRefs: fact.omittedRefs,
      // A claim says only that it waits; the composite resource says for what.
      conditions: mergeConditions(claim, fact),
    },
  };
}

function isClaimedBy(
  composite: KubernetesObject,
  { metadata }: KubernetesObject,
): boolean {
  const parsed = claimRefSpec.safeParse(composite.spec);
  return (
    parsed.success &&
    parsed.data.claimRef.name === metadata.name &&
    parsed.data.claimRef.namespace === metadata.namespace
  );
}

function mergeConditions(claim: CompositeFact, composite: CompositeFact) {
  const failing = composite.conditions.filter(
    ({ type, status }) => type === 'Synced' && status === 'False',
  );
  const others = claim.conditions.filter(
    ({ type }) => !failing.some(condition => condition.type === type),
  );
  return [...failing, ...others];
}
