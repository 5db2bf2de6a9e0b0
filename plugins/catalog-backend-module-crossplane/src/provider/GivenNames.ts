import {
  splitTemplateNameKey,
  templateNameKey,
} from '../convert/assignTemplateNames';
import { TemplateNames } from '../convert/types';
import { Lease } from '../store/LeaseStore';
import {
  StoredTemplateName,
  TemplateNameStore,
} from '../store/TemplateNameStore';

/**
 * The names that templates were given, by this process or an earlier one. A name is stored before the catalog
 * hears of it: after a restart at any moment the clusters may come in any order, and no two names swap.
 */
export class GivenNames {
  readonly #store: Pick<TemplateNameStore, 'read' | 'write'>;
  readonly #lease: Lease;
  readonly #byXrd = new Map<string, TemplateNames>();

  constructor(options: {
    store: Pick<TemplateNameStore, 'read' | 'write'>;
    lease: Lease;
  }) {
    this.#store = options.store;
    this.#lease = options.lease;
  }

  /** Reads what earlier processes gave to these clusters. */
  async load(clusters: string[]): Promise<void> {
    const stored = await this.#store.read(this.#lease, clusters);
    for (const { cluster, xrd, name } of stored) {
      this.#byXrd.set(xrd, {
        ...this.#byXrd.get(xrd),
        [templateNameKey(cluster, xrd)]: name,
      });
    }
  }

  /** By cluster, the names of the templates of an XRD. */
  of(xrd: string): TemplateNames {
    return this.#byXrd.get(xrd) ?? {};
  }

  /** Stores the names of these XRDs, where they differ from before. */
  async keep(
    units: Array<{ xrd: string; names: TemplateNames }>,
  ): Promise<void> {
    const set: StoredTemplateName[] = [];
    const removed: Array<Omit<StoredTemplateName, 'name'>> = [];
    for (const { xrd, names } of units) {
      const before = this.of(xrd);
      for (const [key, name] of Object.entries(names)) {
        if (before[key] !== name) {
          set.push({ ...splitTemplateNameKey(key), name });
        }
      }
      for (const key of Object.keys(before)) {
        if (!Object.hasOwn(names, key)) {
          removed.push(splitTemplateNameKey(key));
        }
      }
    }
    if (set.length > 0 || removed.length > 0) {
      await this.#store.write(this.#lease, { set, removed });
    }
    for (const { xrd, names } of units) {
      if (Object.keys(names).length > 0) {
        this.#byXrd.set(xrd, names);
      } else {
        this.#byXrd.delete(xrd);
      }
    }
  }
}
