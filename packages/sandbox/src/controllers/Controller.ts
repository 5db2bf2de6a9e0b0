import { KubernetesObject } from '../kubernetes';

/**
 * One controller. A pass reads the world, does the next step everywhere and
 * ends; what it writes wakes the next pass. Doing a step for each pass is what
 * makes "progressing" visible.
 */
export interface Controller {
  name: string;
  /** Resolves to the milliseconds after which to look again though nothing changed, or undefined. */
  pass(): Promise<number | undefined>;
}

/** The time in the form that objects carry it. */
export function timestamp(date: Date = new Date()): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The smaller of two waits, where undefined is no wait at all. */
export function soonest(
  left: number | undefined,
  right: number | undefined,
): number | undefined {
  if (left === undefined || right === undefined) {
    return left ?? right;
  }
  return Math.min(left, right);
}

/** The reference by which an object is owned. */
export function ownerReferenceTo(owner: KubernetesObject) {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name ?? '',
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** True when the owner controls the object. */
export function isOwnedBy(
  object: KubernetesObject,
  owner: KubernetesObject,
): boolean {
  return (object.metadata.ownerReferences ?? []).some(
    ({ uid }) => uid === owner.metadata.uid,
  );
}

/** A message of an error of any type. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Reconciles every object, whatever happens to one of them, and then throws
 * what went wrong. Resolves to the soonest time to look again.
 */
export async function reconcileAll(
  objects: KubernetesObject[],
  reconcile: (
    object: KubernetesObject,
  ) => Promise<number | undefined> | number | undefined,
): Promise<number | undefined> {
  let again: number | undefined;
  const problems: string[] = [];
  for (const object of objects) {
    try {
      again = soonest(again, await reconcile(object));
    } catch (error) {
      const { namespace, name } = object.metadata;
      problems.push(
        `${[object.kind, namespace, name]
          .filter(Boolean)
          .join('/')}: ${messageOf(error)}`,
      );
    }
  }
  if (problems.length > 0) {
    throw new Error(problems.join('; '));
  }
  return again;
}
