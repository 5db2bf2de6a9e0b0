import { BoundedCache } from './BoundedCache';

/** A file or folder in a folder of the repository. */
export interface FolderEntry {
  path: string;
  sha: string;
  size: number;
  isFile: boolean;
  url?: string;
}

/** A commit as the history shows it. */
export interface CommitSummary {
  sha: string;
  message: string;
  committedAt: string;
  author?: string;
}

/** A commit as git keeps it. */
export interface CommitObject {
  sha: string;
  message: string;
  tree: string;
  parents: string[];
  committedAt: string;
  author?: string;
}

/** Contents that never change, by repository and object id; shared by all calls. */
export interface ContentCaches {
  blobs: BoundedCache<string>;
  folders: BoundedCache<FolderEntry[]>;
  histories: BoundedCache<CommitSummary[]>;
  commits: BoundedCache<CommitObject>;
  ancestry: BoundedCache<boolean>;
  /** When a commit of our own became the head of a branch. */
  written: BoundedCache<number>;
  /** Questions for the head of a branch that are not answered yet. */
  heads: Map<string, Promise<string>>;
}

/** Empty caches, for all calls of a process. */
export function createContentCaches(): ContentCaches {
  return {
    blobs: new BoundedCache(2000),
    folders: new BoundedCache(5000),
    histories: new BoundedCache(2000),
    commits: new BoundedCache(5000),
    ancestry: new BoundedCache(10_000),
    written: new BoundedCache(1000),
    heads: new Map(),
  };
}
