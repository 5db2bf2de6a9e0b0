import { KubernetesObject } from '@openportal/kubernetes-node';
import { OrderResourceReference } from '@openportal/plugin-crossplane-common';
import { CompositeFact, reasonOf, ResourceFact } from '../sources/facts';
import { parseReferences } from '../sources/parseComposite';
import { parseConditions } from '../sources/parseConditions';
import { ClusterReader } from './ClusterReader';

const MAX_DEPTH = 5;
const MAX_RESOURCES = 200;
const MAX_CHILDREN = 100;
const PARALLEL_READS = 10;

/** What composes a resource: only what it owns is shown. */
interface Parent {
  uid?: string;
  namespace?: string;
}

/**
 * Reads the resources that an order is made of, with those that they are made of in turn.
 *
 * @remarks
 * The portal reads with its own rights here, and a composite resource may name anything: its references are
 * part of its spec. So nothing of a resource is told that is not owned by the one that names it, and a resource in
 * a namespace composes in that namespace only. Whether something foreign exists is not told either.
 */
export async function readTree(
  reader: ClusterReader,
  composite: CompositeFact,
): Promise<ResourceFact[]> {
  const budget = { left: MAX_RESOURCES };
  const roots = place(composite.resourceRefs, composite.owner, budget);
  let level = roots;
  for (let depth = 1; level.length > 0; depth += 1) {
    const next: Placed[] = [];
    await inParallel(level, async placed => {
      const object = await readOwned(reader, placed);
      const references = object ? parseReferences(object) : [];
      if (!object || references.length === 0) {
        return;
      }
      const children =
        depth < MAX_DEPTH
          ? place(
              references,
              {
                uid: object.metadata.uid,
                namespace: object.metadata.namespace,
              },
              budget,
            )
          : [];
      placed.fact.children = children.map(({ fact }) => fact);
      const omitted = references.length - children.length;
      if (omitted > 0) {
        placed.fact.omittedChildren = omitted;
      }
      next.push(...children);
    });
    level = next;
  }
  return roots.map(({ fact }) => fact);
}

interface Placed {
  fact: ResourceFact;
  parent: Parent;
}

function place(
  references: OrderResourceReference[],
  parent: Parent,
  budget: { left: number },
): Placed[] {
  const taken = references.slice(0, Math.min(MAX_CHILDREN, budget.left));
  budget.left -= taken.length;
  return taken.map(reference => ({
    parent,
    fact: {
      ...reference,
      namespace: reference.namespace ?? parent.namespace,
    },
  }));
}

const NOT_OWNED = 'it does not exist yet, or it does not belong to this order';

/** Fills in what the cluster says of a resource; answers the object when it belongs to its parent. */
async function readOwned(
  reader: ClusterReader,
  { fact, parent }: Placed,
): Promise<KubernetesObject | undefined> {
  // Secrets are named and never read.
  if (fact.apiVersion === 'v1' && fact.kind === 'Secret') {
    fact.note = 'secrets are never read';
    return undefined;
  }
  try {
    const served = await reader.kind(fact.apiVersion, fact.kind);
    if (!served) {
      fact.missing = true;
      fact.unknownKind = true;
      fact.note = `the cluster does not know the kind ${fact.kind} of ${fact.apiVersion}`;
      return undefined;
    }
    if (!served.namespaced) {
      delete fact.namespace;
    }
    if (
      parent.namespace &&
      fact.namespace &&
      fact.namespace !== parent.namespace
    ) {
      fact.note = NOT_OWNED;
      return undefined;
    }
    const object = await reader.client.get(served.resource, fact.name, {
      namespace: fact.namespace,
    });
    const isOwned =
      parent.uid !== undefined &&
      object?.metadata.ownerReferences?.some(({ uid }) => uid === parent.uid);
    if (!object || !isOwned) {
      fact.missing = true;
      fact.note = NOT_OWNED;
      return undefined;
    }
    fact.uid = object.metadata.uid;
    fact.conditions = parseConditions(object.status);
    return object;
  } catch (error) {
    fact.note = reasonOf(error);
    return undefined;
  }
}

async function inParallel<T>(
  items: T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_READS }, worker));
}
