import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { resolveCommit } from '../github/git';
import { listLooseTree, readLooseBlob } from '../github/git/looseReads';
import { FileTree } from '../kustomize';

const run = promisify(execFile);

const CACHED_COMMITS = 50;
const LARGEST_FILE = 512 * 1024;
const LARGEST_OUTPUT = 64 * 1024 * 1024;
const TIME_LIMIT = 20_000;

/** A repository or revision that cannot be read. */
export class GitReadError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GitReadError';
  }
}

/** Reads commits for controllers. */
export interface GitReader {
  /** The commit that a branch, tag or commit name stands for now. */
  resolve(url: string, revision: string): Promise<string>;
  /** The text files of a commit. */
  files(url: string, commit: string): Promise<FileTree>;
  /** Looks at branches and tags anew from now on. */
  refresh(): void;
}

async function readLooseFiles(
  folder: string,
  commit: string,
): Promise<FileTree> {
  const files = new Map<string, string>();
  const entries = await listLooseTree(folder, commit, { recursive: true });
  for (const { sha, path, size = Infinity } of entries) {
    if (size <= LARGEST_FILE) {
      const content = await readLooseBlob(folder, sha);
      if (!content.includes(0)) {
        files.set(path, content.toString('utf8'));
      }
    }
  }
  return files;
}

/** Reads the records of `git cat-file --batch`. */
function parseBatch(output: Buffer, paths: string[]): Map<string, string> {
  const files = new Map<string, string>();
  let offset = 0;
  for (const path of paths) {
    const end = output.indexOf('\n', offset);
    const [, type, size] = output.toString('utf8', offset, end).split(' ');
    const length = Number(size);
    const content = output.subarray(end + 1, end + 1 + length);
    offset = end + 1 + length + 1;
    if (type === 'blob' && !content.includes(0)) {
      files.set(path, content.toString('utf8'));
    }
  }
  return files;
}

function catFiles(folder: string, objects: string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      ['--git-dir', folder, 'cat-file', '--batch'],
      { encoding: 'buffer', maxBuffer: LARGEST_OUTPUT, timeout: TIME_LIMIT },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
    child.stdin?.end(`${objects.join('\n')}\n`);
  });
}

/**
 * Reads the bare repositories of the GitHub stand-in, and remembers where
 * branches point until it is told to look again. Repositories of
 * other hosts are out of reach of a sandbox, and said to be.
 */
export function createGitReader(options: {
  /** Where the repositories are served, such as `http://localhost:7100`. */
  baseUrl: string;
  /** The bare repository on disk. */
  repositoryPath(owner: string, name: string): string;
}): GitReader {
  const cache = new Map<string, Promise<FileTree>>();
  const resolved = new Map<string, Promise<string>>();
  const host = new URL(options.baseUrl).host;

  const folderOf = (url: string): string => {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    const parts = parsed?.pathname.replace(/\.git$/, '').split('/') ?? [];
    if (!parsed || parsed.host !== host || parts.length !== 3) {
      throw new GitReadError(
        `repository '${url}' is not reachable: the sandbox serves ${options.baseUrl}/<owner>/<name>`,
      );
    }
    return options.repositoryPath(parts[1], parts[2]);
  };
  const git = async (url: string, args: string[]): Promise<string> => {
    try {
      const { stdout } = await run(
        'git',
        ['--git-dir', folderOf(url), ...args],
        { maxBuffer: LARGEST_OUTPUT, timeout: TIME_LIMIT },
      );
      return stdout;
    } catch (error) {
      if (error instanceof GitReadError) {
        throw error;
      }
      throw new GitReadError(
        `failed to list refs: repository '${url}' or its revision not found`,
      );
    }
  };
  const askForFiles = async (
    url: string,
    commit: string,
  ): Promise<FileTree> => {
    const listing = await git(url, ['ls-tree', '-r', '-z', '-l', commit]);
    const entries = listing
      .split('\0')
      .filter(line => line !== '')
      .map(line => {
        const [details, path] = line.split('\t');
        const [, type, object, size] = details.split(/\s+/);
        return { type, object, size: Number(size), path };
      })
      .filter(({ type, size }) => type === 'blob' && size <= LARGEST_FILE);
    if (entries.length === 0) {
      return new Map();
    }
    const output = await catFiles(
      folderOf(url),
      entries.map(({ object }) => object),
    );
    return parseBatch(
      output,
      entries.map(({ path }) => path),
    );
  };
  const readFiles = async (url: string, commit: string): Promise<FileTree> => {
    try {
      return await readLooseFiles(folderOf(url), commit);
    } catch {
      // Git reads what is packed, too, and says what is wrong.
      return askForFiles(url, commit);
    }
  };

  const resolve = async (url: string, revision: string): Promise<string> => {
    const name = revision === '' ? 'HEAD' : revision;
    if (!/^[\w][\w./-]*$/.test(name) || name.includes('..')) {
      throw new GitReadError(`unable to resolve '${revision}' to a commit SHA`);
    }
    const candidates =
      name === 'HEAD' || /^[0-9a-f]{40}$/.test(name)
        ? [name]
        : [`refs/heads/${name}`, `refs/tags/${name}`];
    for (const candidate of candidates) {
      try {
        const found = await resolveCommit(folderOf(url), candidate);
        if (found) {
          return found;
        }
      } catch (error) {
        // An unknown name is an answer; an unknown host is not.
        if (error instanceof GitReadError) {
          throw error;
        }
      }
    }
    throw new GitReadError(
      `unable to resolve '${revision}' to a commit SHA in '${url}'`,
    );
  };

  return {
    resolve(url, revision) {
      const key = `${url}#${revision}`;
      let commit = resolved.get(key);
      if (!commit) {
        commit = resolve(url, revision);
        commit.catch(() => resolved.delete(key));
        resolved.set(key, commit);
      }
      return commit;
    },
    refresh() {
      resolved.clear();
    },
    files(url, commit) {
      const key = `${url}@${commit}`;
      let files = cache.get(key);
      if (!files) {
        files = readFiles(url, commit);
        files.catch(() => cache.delete(key));
        cache.set(key, files);
        if (cache.size > CACHED_COMMITS) {
          const [oldest] = cache.keys();
          cache.delete(oldest);
        }
      }
      return files;
    },
  };
}
