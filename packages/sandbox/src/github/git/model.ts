/** Who made a commit, and when (ISO 8601 in UTC). */
export interface Signature {
  name: string;
  email: string;
  date: string;
}

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
}

export interface TreeEntry {
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  size: number | undefined;
  path: string;
}

export interface Reference {
  name: string;
  sha: string;
  type: string;
}

export interface ChangedFile {
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  path: string;
  previousPath?: string;
  sha: string;
  additions: number;
  deletions: number;
  patch?: string;
}

/** Which commits to list. */
export interface LogOptions {
  /** What the commits are reachable from. */
  from: string;
  /** What they must not be reachable from. */
  notFrom?: string;
  path?: string;
  author?: string;
  since?: string;
  until?: string;
  skip?: number;
  limit?: number;
  oldestFirst?: boolean;
}

/** The tree without any file, known to every git. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** The value that stands for "no such ref" in pushes. */
export const ZERO_SHA = '0'.repeat(40);

/** Whether a file path can exist in a git tree. */
export function isValidPath(path: string): boolean {
  if (path === '' || path.includes('\0') || path.includes('\n')) return false;
  return path
    .split('/')
    .every(
      part =>
        part !== '' &&
        part !== '.' &&
        part !== '..' &&
        part.toLowerCase() !== '.git',
    );
}
