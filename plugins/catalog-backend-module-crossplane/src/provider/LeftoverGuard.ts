const LARGEST_SHRINK = 0.2;

/** When lists of a cluster were made. */
export interface ListTimes {
  /** True when the XRDs were listed after this time. */
  definitionsListedAfter(time: string): boolean;
  /** True when everything that is followed was listed after this time. */
  listedAfter(time: string): boolean;
}

/**
 * Holds back the removal of more than a fifth of a bucket until newer lists agree. What a process knows is
 * guarded list by list; this is for one that knows nothing, whose first list may be a short one.
 */
export class LeftoverGuard {
  #held: { refs: ReadonlySet<string>; since: string } | undefined;

  /**
   * Which of the leftovers may be removed, and whether the cluster has to be listed again for the others.
   *
   * @param leftovers - references of the entities that nothing stands for
   * @param size - how many entities the bucket has
   * @param isResource - whether an entity stands for an instance, which is in other lists than its XRD
   */
  accept(
    leftovers: string[],
    size: number,
    context: { isResource(ref: string): boolean; lists: ListTimes },
  ): { remove: string[]; listAgain: boolean } {
    if (leftovers.length <= size * LARGEST_SHRINK) {
      this.#held = undefined;
      return { remove: leftovers, listAgain: false };
    }
    const held = this.#held;
    if (!held) {
      this.#held = {
        refs: new Set(leftovers),
        since: new Date().toISOString(),
      };
      return { remove: [], listAgain: true };
    }
    const { isResource, lists } = context;
    if (!lists.definitionsListedAfter(held.since)) {
      return { remove: [], listAgain: false };
    }
    const everything = lists.listedAfter(held.since);
    const remove = leftovers.filter(
      ref => held.refs.has(ref) && (everything || !isResource(ref)),
    );
    if (everything) {
      this.#held = undefined;
    }
    return { remove, listAgain: false };
  }
}
