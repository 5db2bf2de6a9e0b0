import { KubernetesObject } from '@openportal/kubernetes-node';

const LARGEST_SHRINK = 0.2;

/**
 * Holds back a list that lost more than a fifth of the objects until a second list agrees: an API
 * server that starts up, or a proxy in between, may answer with an incomplete list.
 */
export class ShrinkGuard {
  #held: string | undefined;

  /** True when the list may replace what is known; false when it has to be read once more. */
  accept(known: KubernetesObject[], listed: KubernetesObject[]): boolean {
    const names = new Set(listed.map(keyOf));
    const lost = known.filter(object => !names.has(keyOf(object))).length;
    const signature = [...names].sort().join('\n');
    if (lost <= known.length * LARGEST_SHRINK || this.#held === signature) {
      this.#held = undefined;
      return true;
    }
    this.#held = signature;
    return false;
  }
}

/** Identity of an object within its resource type. */
export function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
