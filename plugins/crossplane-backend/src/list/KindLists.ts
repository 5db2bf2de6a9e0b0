import { CompositeResourceDefinition } from '@openportal/plugin-crossplane-common';
import { Limit } from 'p-limit';
import { CoalescingCache } from '../cache/CoalescingCache';
import { ClusterReader } from '../cluster/ClusterReader';
import { readFact } from '../sources/facts';
import { ListedOrder, toSummary } from './toSummary';

const SHORT_MILLISECONDS = 2_000;
/** Where events tell of every change, time only has to make up for those that get lost. */
const WATCHED_MILLISECONDS = 10_000;
const GUESS_MILLISECONDS = 30_000;
const FAILED_GUESS_MILLISECONDS = 10_000;
const CHEAP_MILLISECONDS = 500;
const MAX_KINDS = 10_000;

/** What a list of a kind gave. */
export interface KindList {
  orders: ListedOrder[];
  /** Why the kind could not be read. */
  problem?: string;
}

type TimedList = KindList & { cluster: string; tookMilliseconds: number };

/**
 * The orders of each kind, one list for all who ask. What is kept are the summaries, not the objects.
 */
export class KindLists {
  readonly #lists = new CoalescingCache<TimedList>({
    // A list that takes long to read is read less often: at most a fifth of the time goes into it.
    timeToLive: ({ cluster, tookMilliseconds }) =>
      Math.max(
        this.#watched.has(cluster) ? WATCHED_MILLISECONDS : SHORT_MILLISECONDS,
        4 * tookMilliseconds,
      ),
    maxEntries: MAX_KINDS,
  });
  /** Kinds that nothing speaks for: most of them are empty. */
  readonly #guesses = new CoalescingCache<TimedList>({
    timeToLive: ({ tookMilliseconds, problem }) =>
      Math.max(
        problem ? FAILED_GUESS_MILLISECONDS : GUESS_MILLISECONDS,
        4 * tookMilliseconds,
      ),
    maxEntries: MAX_KINDS,
  });
  /** Clusters whose changes the ingestor tells. */
  readonly #watched = new Set<string>();
  readonly #tookMilliseconds = new Map<string, number>();
  /** Kinds that had an instance when they were listed, or of which an event told, by cluster; the number tells events apart. */
  readonly #alive = new Map<string, Map<string, number>>();
  #eventCount = 0;

  setWatched(cluster: string, isWatched: boolean): void {
    if (isWatched) {
      this.#watched.add(cluster);
    } else {
      this.#watched.delete(cluster);
    }
  }

  /** Names of the XRDs that have instances as far as this process has seen. */
  namesOf(cluster: string): string[] {
    return [...(this.#alive.get(cluster)?.keys() ?? [])];
  }

  /** The orders of one kind; `isGuess` when nothing says that there are any. Never throws. */
  read(
    reader: ClusterReader,
    xrd: CompositeResourceDefinition,
    { isGuess, limit }: { isGuess: boolean; limit: Limit },
  ): Promise<KindList> {
    const key = keyOf(reader.cluster, xrd.name);
    if (isGuess) {
      return this.#guesses.get(key, () =>
        limit(() => this.#readNow(reader, xrd)),
      );
    }
    this.#guesses.delete(key);
    return this.#lists.get(key, () => limit(() => this.#readNow(reader, xrd)));
  }

  /**
   * An order of the kind changed. Where a list takes long, it keeps its pace: many changes must not make the portal list
   * all the time.
   */
  forget(cluster: string, xrd: string): void {
    this.#eventCount += 1;
    this.#aliveOf(cluster).set(xrd, this.#eventCount);
    const key = keyOf(cluster, xrd);
    this.#guesses.delete(key);
    if ((this.#tookMilliseconds.get(key) ?? 0) < CHEAP_MILLISECONDS) {
      this.#lists.delete(key);
    }
  }

  async #readNow(
    reader: ClusterReader,
    xrd: CompositeResourceDefinition,
  ): Promise<TimedList> {
    const { cluster } = reader;
    const alive = this.#aliveOf(cluster);
    const before = alive.get(xrd.name);
    const startedAt = Date.now();
    const fact = await readFact(() => readKind(reader, xrd));
    const tookMilliseconds = Date.now() - startedAt;
    this.#tookMilliseconds.set(keyOf(cluster, xrd.name), tookMilliseconds);
    if (!fact.known) {
      return { cluster, orders: [], problem: fact.reason, tookMilliseconds };
    }
    if (fact.value.length > 0) {
      alive.set(xrd.name, alive.get(xrd.name) ?? 0);
    } else if (alive.get(xrd.name) === before) {
      // Unless an event told of one meanwhile.
      alive.delete(xrd.name);
    }
    return { cluster, orders: fact.value, tookMilliseconds };
  }

  #aliveOf(cluster: string): Map<string, number> {
    const known = this.#alive.get(cluster) ?? new Map<string, number>();
    this.#alive.set(cluster, known);
    return known;
  }
}

async function readKind(
  reader: ClusterReader,
  xrd: CompositeResourceDefinition,
): Promise<ListedOrder[]> {
  const apiVersion = `${xrd.group}/${xrd.current.name}`;
  const served = await reader.kind(apiVersion, xrd.orderable.kind);
  if (!served) {
    return [];
  }
  const { items } = await reader.client.list(served.resource);
  return items.map(object => toSummary(reader.cluster, xrd, object));
}

function keyOf(cluster: string, xrd: string): string {
  return `${cluster}/${xrd}`;
}
