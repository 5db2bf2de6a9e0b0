import {
  CompositionSummary,
  parseComposition,
} from '@openportal/plugin-crossplane-common';
import { PackedObject } from './PackedObject';

/** The compositions of one cluster, found by the kind that they compose. */
export class CompositionsByKind {
  readonly #byKind = new Map<string, Map<string, CompositionSummary>>();
  readonly #kinds = new Map<string, string>();

  /** Compositions of a kind, in any of its versions. */
  get(group: string, kind: string): CompositionSummary[] {
    return [...(this.#byKind.get(`${group}/${kind}`)?.values() ?? [])];
  }

  /**
   * Takes over a change.
   *
   * @returns the kinds that it concerns, as `<group>/<kind>`
   */
  apply(set: PackedObject[], removed: string[]): Set<string> {
    const touched = new Set<string>();
    for (const key of [...removed, ...set.map(object => object.key)]) {
      const kind = this.#kinds.get(key);
      if (kind) {
        this.#byKind.get(kind)?.delete(key);
        this.#kinds.delete(key);
        touched.add(kind);
      }
    }
    for (const packed of set) {
      const summary = parseComposition(packed.unpack());
      if (summary) {
        const { compositeTypeRef } = summary;
        const [group] = compositeTypeRef.apiVersion.split('/');
        const kind = `${group}/${compositeTypeRef.kind}`;
        const summaries = this.#byKind.get(kind) ?? new Map();
        this.#byKind.set(kind, summaries);
        summaries.set(packed.key, summary);
        this.#kinds.set(packed.key, kind);
        touched.add(kind);
      }
    }
    return touched;
  }
}
