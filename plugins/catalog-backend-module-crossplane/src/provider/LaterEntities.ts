import { ChangedEntity } from './placedEntity';

/** Fewer XRDs than this are converted before anybody notices an order. */
const FEW_XRDS = 100;
/** Text of entities that wait: about as much memory again. */
const ENOUGH_LENGTH = 32 * 1024 * 1024;

/**
 * The APIs of a pile of XRDs, which wait until the catalog has worked on their templates: people order with
 * templates, and an API only documents one.
 */
export class LaterEntities {
  readonly #waiting = new Map<string, { xrd: string; item: ChangedEntity }>();
  #length = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** Whether an entity can wait while this many other XRDs are still to be converted. */
  canWait({ entity }: ChangedEntity, pile: number): boolean {
    return (
      pile >= FEW_XRDS && entity.kind === 'API' && this.#length < ENOUGH_LENGTH
    );
  }

  /** Keeps entities back, in place of what waits of them. */
  keep(xrd: string, entities: ChangedEntity[]): void {
    this.drop(entities);
    for (const item of entities) {
      this.#waiting.set(item.ref, { xrd, item });
      this.#length += item.length;
    }
  }

  /** These are sent otherwise, or are gone. */
  drop(entities: Array<{ ref: string }>): void {
    for (const { ref } of entities) {
      this.#length -= this.#waiting.get(ref)?.item.length ?? 0;
      this.#waiting.delete(ref);
    }
  }

  /** Takes the first ones out, as many as fit into one mutation but at least one. */
  take(limits: { length: number; entities: number }): Array<{
    xrd: string;
    item: ChangedEntity;
  }> {
    const taken: Array<{ xrd: string; item: ChangedEntity }> = [];
    let length = 0;
    for (const entry of this.#waiting.values()) {
      length += entry.item.length;
      if (
        taken.length > 0 &&
        (length > limits.length || taken.length >= limits.entities)
      ) {
        break;
      }
      taken.push(entry);
    }
    this.drop(taken.map(({ item }) => item));
    return taken;
  }
}
