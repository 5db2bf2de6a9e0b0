import { posix } from 'node:path';
import { ConflictError } from '@backstage/errors';
import { toGithubError } from '@openportal/github-node';
import { FileChanges } from '../order/fileChanges';
import { OrdersRepository } from '../repository/ordersRepository';
import { OrderSnapshot, readBlob } from '../repository/readSnapshot';
import {
  KUSTOMIZATION_NAMES,
  parseKustomization,
  resolveEntry,
} from './parseKustomization';
import { ManifestFile, readManifestFile } from './readManifestFile';

/** Files read for one order at most; what was read once is remembered by its content. */
const MAX_NEW_FILES = 200;
const MAX_REMEMBERED = 20_000;
const READ_AT_ONCE = 8;
const FILE_MODES = ['100644', '100755'];

const remembered = new Map<string, ManifestFile>();

/**
 * Refuses a change after which the kustomization that lists the order would not build, because then no order of that
 * list would be applied any more. The message names the culprit.
 *
 * @remarks
 * Checked is what an order can break or suffer from: entries without a file, folders without a kustomization, files
 * that are no manifests, and two files with the same object. Entries outside the folder of the kustomization, addresses
 * and the kustomizations of listed folders are not looked into.
 *
 * @returns how many listed files were left unchecked, because there were too many at once
 * @throws ConflictError that names the file
 * @public
 */
export async function checkOverlay(
  repository: OrdersRepository,
  snapshot: OrderSnapshot,
  changes: FileChanges,
): Promise<{ unchecked: number }> {
  const { kustomization } = snapshot;
  if (!kustomization) {
    return { unchecked: 0 };
  }
  const { owner, repo, signal } = repository;
  try {
    return await check(repository, kustomization, changes);
  } catch (error) {
    signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `check '${kustomization.path}'`,
      repository: `${owner}/${repo}`,
    });
  }
}

async function check(
  repository: OrdersRepository,
  kustomization: NonNullable<OrderSnapshot['kustomization']>,
  changes: FileChanges,
): Promise<{ unchecked: number }> {
  const { folder, path: listPath } = kustomization;
  const files = await listFiles(repository, kustomization);
  if (!files) {
    return { unchecked: Number.POSITIVE_INFINITY };
  }
  const written = new Map(
    changes.additions.map(({ path, content }) => [path, content]),
  );
  for (const path of changes.deletions) {
    files.delete(path);
  }
  const entries =
    parseKustomization(written.get(listPath) ?? kustomization.content)
      .resources ?? [];
  const listed: string[] = [];
  for (const entry of entries) {
    const path = resolveEntry(folder, entry);
    const isInside = path !== undefined && isWithin(folder, path);
    if (isInside && (files.has(path) || written.has(path))) {
      listed.push(path);
    } else if (isInside && !isBuildableFolder(files, path)) {
      throw broken(listPath, `it lists '${entry}', which does not exist`);
    }
  }
  const unchecked = await readUnknown(
    repository,
    listed
      .filter(path => !written.has(path))
      .map(path => files.get(path) ?? ''),
  );
  refuseBrokenFiles(listPath, listed, path => {
    const content = written.get(path);
    return content === undefined
      ? remembered.get(files.get(path) ?? '')
      : readManifestFile(content);
  });
  return { unchecked };
}

function refuseBrokenFiles(
  listPath: string,
  listed: string[],
  read: (path: string) => ManifestFile | undefined,
): void {
  const owners = new Map<string, string>();
  for (const path of listed) {
    const file = read(path);
    if (file?.problem) {
      throw broken(listPath, `'${path}' is no manifest: ${file.problem}`);
    }
    for (const identity of file?.identities ?? []) {
      const other = owners.get(identity);
      if (other) {
        throw broken(
          listPath,
          `'${other}' and '${path}' both define ${identity}`,
        );
      }
      owners.set(identity, path);
    }
  }
}

function broken(listPath: string, reason: string): ConflictError {
  return new ConflictError(
    `'${listPath}' in the orders repository would not build: ${reason}. Nothing that it lists is applied until somebody corrects that, so that nothing can be ordered there now`,
  );
}

/** Blob ids by path, of the folder of the kustomization; undefined when GitHub does not list them all. */
async function listFiles(
  repository: OrdersRepository,
  kustomization: NonNullable<OrderSnapshot['kustomization']>,
): Promise<Map<string, string> | undefined> {
  const { octokit, owner, repo } = repository;
  const { data } = await octokit.rest.git.getTree({
    owner,
    repo,
    tree_sha: kustomization.treeOid,
    recursive: 'true',
  });
  return data.truncated
    ? undefined
    : new Map(
        data.tree.flatMap(({ path, mode, sha }) =>
          path && sha && mode && FILE_MODES.includes(mode)
            ? [[posix.join(kustomization.folder, path), sha] as const]
            : [],
        ),
      );
}

async function readUnknown(
  repository: OrdersRepository,
  oids: string[],
): Promise<number> {
  const unknown = [...new Set(oids)].filter(oid => !remembered.has(oid));
  const wanted = unknown.slice(0, MAX_NEW_FILES);
  for (let start = 0; start < wanted.length; start += READ_AT_ONCE) {
    await Promise.all(
      wanted.slice(start, start + READ_AT_ONCE).map(async oid => {
        const content = await readBlob(repository, oid, oid);
        remember(oid, readManifestFile(content));
      }),
    );
  }
  return unknown.length - wanted.length;
}

/** Content never changes under its id, so that nothing here gets old; the oldest entries make room. */
function remember(oid: string, file: ManifestFile): void {
  remembered.set(oid, file);
  const [oldest] = remembered.keys();
  if (remembered.size > MAX_REMEMBERED && oldest !== undefined) {
    remembered.delete(oldest);
  }
}

function isWithin(folder: string, path: string): boolean {
  return folder === ''
    ? !path.startsWith('../')
    : path.startsWith(`${folder}/`);
}

function isBuildableFolder(files: Map<string, string>, path: string): boolean {
  return KUSTOMIZATION_NAMES.some(name => files.has(`${path}/${name}`));
}
