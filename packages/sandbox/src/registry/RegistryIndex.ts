import { Collection, Store } from '../core';

/** A manifest as it was pushed: the bytes decide the digest, so they are kept as they came. */
export interface StoredManifest {
  mediaType: string;
  content: string;
  pushedAt: string;
}

/** A tag and the manifest that it points to now. */
export interface StoredTag {
  digest: string;
  updatedAt: string;
}

/** What repositories hold: manifests, tags, and which blobs belong to which repository. */
export class RegistryIndex {
  readonly #store: Store;
  readonly #manifests: Collection<StoredManifest>;
  readonly #tags: Collection<StoredTag>;
  readonly #links: Collection<{ linkedAt: string }>;
  readonly #now: () => Date;

  constructor(options: { store: Store; now?: () => Date }) {
    this.#store = options.store;
    this.#manifests = options.store.collection('registry.manifests');
    this.#tags = options.store.collection('registry.tags');
    this.#links = options.store.collection('registry.blobs');
    this.#now = options.now ?? (() => new Date());
  }

  linkBlob(repository: string, digest: string): void {
    this.#links.put(key(repository, digest), {
      linkedAt: this.#now().toISOString(),
    });
  }

  hasBlob(repository: string, digest: string): boolean {
    return this.#links.get(key(repository, digest)) !== undefined;
  }

  unlinkBlob(repository: string, digest: string): boolean {
    return this.#links.delete(key(repository, digest));
  }

  putManifest(
    repository: string,
    digest: string,
    manifest: { mediaType: string; content: string },
    tag?: string,
  ): void {
    const at = this.#now().toISOString();
    this.#store.transaction(() => {
      const known = this.#manifests.get(key(repository, digest));
      this.#manifests.put(key(repository, digest), {
        ...manifest,
        pushedAt: known?.pushedAt ?? at,
      });
      if (tag !== undefined) {
        this.#tags.put(key(repository, tag), { digest, updatedAt: at });
      }
    });
  }

  manifest(repository: string, digest: string): StoredManifest | undefined {
    return this.#manifests.get(key(repository, digest));
  }

  tag(repository: string, tag: string): StoredTag | undefined {
    return this.#tags.get(key(repository, tag));
  }

  tags(repository: string): string[] {
    return this.#tags
      .entries(key(repository, ''))
      .map(([entry]) => entry.slice(repository.length + 1))
      .sort(byCodeUnits);
  }

  deleteTag(repository: string, tag: string): boolean {
    return this.#tags.delete(key(repository, tag));
  }

  /** Removes the manifest and every tag that points to it. */
  deleteManifest(repository: string, digest: string): boolean {
    return this.#store.transaction(() => {
      for (const [entry, tag] of this.#tags.entries(key(repository, ''))) {
        if (tag.digest === digest) {
          this.#tags.delete(entry);
        }
      }
      return this.#manifests.delete(key(repository, digest));
    });
  }

  hasRepository(repository: string): boolean {
    return (
      this.#manifests.entries(key(repository, '')).length > 0 ||
      this.#links.entries(key(repository, '')).length > 0
    );
  }

  repositories(): string[] {
    const names = this.#manifests
      .entries()
      .map(([entry]) => entry.slice(0, entry.indexOf(' ')));
    return [...new Set(names)].sort(byCodeUnits);
  }
}

// A repository name has no space, so this key splits in one way only.
function key(repository: string, reference: string): string {
  return `${repository} ${reference}`;
}

// The specification asks for lexical order, which must not depend on a locale.
function byCodeUnits(left: string, right: string): number {
  if (left === right) {
    return 0;
  }
  return left < right ? -1 : 1;
}
