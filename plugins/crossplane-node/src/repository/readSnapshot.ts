import { posix } from 'node:path';
import { ConflictError } from '@backstage/errors';
import { toGithubError } from '@openportal/github-node';
import {
  KUSTOMIZATION_NAMES,
  parseKustomization,
} from '../kustomization/parseKustomization';
import { OrdersRepository } from './ordersRepository';

/**
 * What one commit of an orders repository has at the place of an order.
 *
 * @public
 */
export interface OrderSnapshot {
  /** The commit. */
  oid: string;
  /** Path of the order's file. */
  path: string;
  /** Undefined when there is no such file. */
  file?: {
    content: string;
    /** Id of the content (the git blob). */
    fileVersion: string;
  };
  /** The nearest kustomization, in the folder of the file or above, that lists resources. */
  kustomization?: {
    path: string;
    /** Its folder; empty for the root. */
    folder: string;
    /** The git tree of its folder. */
    treeOid: string;
    content: string;
  };
}

interface TreeEntry {
  path: string;
  mode: string;
  sha: string;
}

interface Folder {
  path: string;
  oid: string;
  entries: TreeEntry[];
}

const MAX_FILE_BYTES = 1_000_000;
const FILE_MODES = ['100644', '100755'];
const FOLDER_MODE = '040000';

/**
 * Reads what a commit has at the place of an order: the file, and the kustomization that lists it.
 *
 * @remarks
 * Walks down the folders of that commit, so that nothing can change in between, and follows no symbolic link: a link in
 * the repository must not make an order write or read another team's files.
 *
 * @param oid - the commit
 * @param path - path of the order's file, from `orderFilePath`
 * @throws ConflictError when something at that place is not what it should be
 * @public
 */
export async function readSnapshot(
  repository: OrdersRepository,
  oid: string,
  path: string,
): Promise<OrderSnapshot> {
  const { octokit, owner, repo, signal } = repository;
  try {
    const { data: commit } = await octokit.rest.git.getCommit({
      owner,
      repo,
      commit_sha: oid,
    });
    const folders = await readFolders(repository, commit.tree.sha, path);
    const deepest = folders.at(-1);
    const isComplete = deepest?.path === folderOf(path);
    const entry = isComplete
      ? findEntry(deepest, posix.basename(path), FILE_MODES)
      : undefined;
    const kustomization = await nearestKustomization(repository, folders);
    return {
      oid,
      path,
      ...(entry
        ? {
            file: {
              content: await readBlob(repository, entry.sha, path),
              fileVersion: entry.sha,
            },
          }
        : {}),
      ...(kustomization ? { kustomization } : {}),
    };
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `read '${path}' at ${oid}`,
      repository: `${owner}/${repo}`,
    });
  }
}

/** The folders on the way to a file, from the root, as far as they exist. */
async function readFolders(
  repository: OrdersRepository,
  rootOid: string,
  path: string,
): Promise<Folder[]> {
  const root = await readFolder(repository, '', rootOid);
  const folders = [root];
  let folder = root;
  for (const name of path.split('/').slice(0, -1)) {
    const entry = findEntry(folder, name, [FOLDER_MODE]);
    if (!entry) {
      break;
    }
    folder = await readFolder(repository, join(folder.path, name), entry.sha);
    folders.push(folder);
  }
  return folders;
}

async function readFolder(
  repository: OrdersRepository,
  path: string,
  oid: string,
): Promise<Folder> {
  const { octokit, owner, repo } = repository;
  const { data } = await octokit.rest.git.getTree({
    owner,
    repo,
    tree_sha: oid,
  });
  if (data.truncated) {
    throw new ConflictError(
      `Folder '${path}' of "${owner}/${repo}" has more files than GitHub lists: split it, for example with {plural} in idp.orders.path`,
    );
  }
  return {
    path,
    oid,
    entries: data.tree.flatMap(({ path: name, mode, sha }) =>
      name && mode && sha ? [{ path: name, mode, sha }] : [],
    ),
  };
}

function findEntry(
  folder: Folder,
  name: string,
  modes: string[],
): TreeEntry | undefined {
  const twin = folder.entries.find(
    entry =>
      entry.path !== name && entry.path.toLowerCase() === name.toLowerCase(),
  );
  if (twin) {
    throw new ConflictError(
      `'${join(
        folder.path,
        twin.path,
      )}' in the orders repository differs from '${join(
        folder.path,
        name,
      )}' by case only, and many computers take them for one: rename it there, or choose another name`,
    );
  }
  const entry = folder.entries.find(({ path }) => path === name);
  if (entry && !modes.includes(entry.mode)) {
    throw new ConflictError(
      `'${join(folder.path, name)}' in the orders repository is not a plain ${
        modes.includes(FOLDER_MODE) ? 'folder' : 'file'
      } (git mode ${
        entry.mode
      }): the platform team has to clean that up before anything can be ordered there`,
    );
  }
  return entry;
}

async function nearestKustomization(
  repository: OrdersRepository,
  folders: Folder[],
): Promise<OrderSnapshot['kustomization']> {
  for (const folder of folders.toReversed()) {
    const found = folder.entries.filter(({ path }) =>
      KUSTOMIZATION_NAMES.includes(path),
    );
    if (found.length > 1) {
      throw new ConflictError(
        `Folder '${folder.path}' of the orders repository has ${found
          .map(({ path }) => `'${path}'`)
          .join(
            ' and ',
          )}, and kustomize builds neither: the platform team has to remove one`,
      );
    }
    const [entry] = found;
    if (entry) {
      const path = join(folder.path, entry.path);
      const content = await readBlob(repository, entry.sha, path);
      const { resources, problem } = parseKustomization(content);
      if (problem) {
        throw new ConflictError(
          `'${path}' in the orders repository is broken: ${problem}. Nothing of its folder is applied until somebody corrects it`,
        );
      }
      if (resources) {
        return { path, folder: folder.path, treeOid: folder.oid, content };
      }
    }
  }
  return undefined;
}

/** The text of a file of at most a megabyte. */
export async function readBlob(
  repository: OrdersRepository,
  oid: string,
  path: string,
): Promise<string> {
  const { octokit, owner, repo } = repository;
  const { data } = await octokit.rest.git.getBlob({
    owner,
    repo,
    file_sha: oid,
  });
  if ((data.size ?? 0) > MAX_FILE_BYTES) {
    throw new ConflictError(
      `'${path}' in "${owner}/${repo}" has ${data.size} bytes, more than the ${MAX_FILE_BYTES} that an order may have`,
    );
  }
  return Buffer.from(data.content, 'base64').toString('utf8');
}

function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}

function join(folder: string, name: string): string {
  return folder ? `${folder}/${name}` : name;
}
