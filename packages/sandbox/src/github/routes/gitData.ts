import { z } from 'zod';
import type { Repository } from '../entities';
import { invalid, notFound } from '../errors';
import {
  inspectObject,
  isValidPath,
  listTree,
  lookUp,
  readBlob,
  readCommit,
  resolveCommit,
  writeBlob,
  writeCommit,
  writeTree,
} from '../git';
import { nodeId } from '../Links';
import { toGitCommit } from '../shapes/commit';
import { wrapBase64 } from '../shapes/content';
import { personSchema, requireNotEmpty, toSignature } from './gitAccess';
import {
  created,
  ok,
  optional,
  parseBody,
  requireRepository,
  route,
  type Call,
  type Route,
} from './route';

async function toTree(
  call: Call,
  repository: Repository,
  sha: string,
  recursive: boolean,
) {
  const folder = call.services.state.path(repository);
  const url = call.services.links.repository(repository);
  const entries = await listTree(folder, sha, { recursive });
  return {
    sha,
    url: `${url}/git/trees/${sha}`,
    tree: entries.map(it => ({
      path: it.path,
      mode: it.mode,
      type: it.type,
      sha: it.sha,
      ...(it.size === undefined ? {} : { size: it.size }),
      url: `${url}/git/${it.type}s/${it.sha}`,
    })),
    truncated: false,
  };
}

const treeSchema = z.object({
  base_tree: optional(z.string()),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z
        .enum(['100644', '100755', '040000', '160000', '120000'])
        .default('100644'),
      type: optional(z.enum(['blob', 'tree', 'commit'])),
      sha: z.string().nullish(),
      content: z.string().optional(),
    }),
  ),
});

async function createTree(call: Call) {
  const repository = requireRepository(call, 'write');
  const folder = call.services.state.path(repository);
  await requireNotEmpty(call, repository);
  const input = parseBody(call, treeSchema);
  const base = input.base_tree
    ? await lookUp(folder, input.base_tree, '')
    : undefined;
  if (input.base_tree && !base) {
    throw invalid('base_tree is not a valid tree oid');
  }
  const changes: Array<{ path: string; mode: string; sha?: string }> = [];
  for (const { path, mode, sha, content } of input.tree) {
    if (!isValidPath(path)) {
      throw invalid('tree.path contains a malformed path component');
    }
    if (sha && !(await inspectObject(folder, sha))) {
      throw invalid(`tree.sha ${sha} is not a valid object`);
    }
    if (sha === undefined && content === undefined) {
      throw invalid('Must supply either tree.sha or tree.content');
    }
    const written =
      content === undefined ? undefined : await writeBlob(folder, content);
    changes.push({ path, mode, sha: sha ?? written });
  }
  const tree = await writeTree(
    folder,
    base?.sha,
    changes.map(it => ({ ...it, sha: it.sha })),
  );
  return created(await toTree(call, repository, tree, false));
}

const commitSchema = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: optional(personSchema),
  committer: optional(personSchema),
});

async function createCommit(call: Call) {
  const repository = requireRepository(call, 'write');
  const { state, links } = call.services;
  const folder = state.path(repository);
  await requireNotEmpty(call, repository);
  const input = parseBody(call, commitSchema);
  if ((await inspectObject(folder, input.tree))?.type !== 'tree') {
    throw invalid('Tree SHA does not exist');
  }
  for (const parent of input.parents) {
    if ((await inspectObject(folder, parent))?.type !== 'commit') {
      throw invalid('Parent SHA does not exist or is not a commit object');
    }
  }
  const author = toSignature(call, input.author);
  const sha = await writeCommit(folder, {
    tree: input.tree,
    parents: input.parents,
    message: input.message,
    author,
    committer: input.committer ? toSignature(call, input.committer) : author,
  });
  return created(toGitCommit(links, repository, await readCommit(folder, sha)));
}

export const gitDataRoutes: Route[] = [
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/git/blobs',
      operationId: 'git/create-blob',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call, 'write');
      await requireNotEmpty(call, repository);
      const { content, encoding } = parseBody(
        call,
        z.object({
          content: z.string(),
          encoding: z.enum(['utf-8', 'base64']).default('utf-8'),
        }),
      );
      const sha = await writeBlob(
        call.services.state.path(repository),
        Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'),
      );
      const url = call.services.links.repository(repository);
      return created({ sha, url: `${url}/git/blobs/${sha}` });
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/git/blobs/{file_sha}',
      operationId: 'git/get-blob',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      const folder = call.services.state.path(repository);
      const sha = call.params.file_sha;
      const object = await inspectObject(folder, sha);
      if (object?.type !== 'blob') throw notFound();
      const content = await readBlob(folder, sha);
      const url = call.services.links.repository(repository);
      return ok({
        sha,
        node_id: nodeId('Blob', `${repository.id}:${sha}`),
        url: `${url}/git/blobs/${sha}`,
        size: object.size,
        content: wrapBase64(content),
        encoding: 'base64',
      });
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/git/trees',
      operationId: 'git/create-tree',
      status: 'supported',
    },
    createTree,
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/git/trees/{tree_sha}',
      operationId: 'git/get-tree',
      status: 'supported',
      notes: 'never truncated',
    },
    async call => {
      const repository = requireRepository(call);
      const folder = call.services.state.path(repository);
      const name = call.params.tree_sha;
      const commit = await resolveCommit(folder, name);
      const tree = await lookUp(folder, commit ?? name, '');
      if (!tree) {
        await requireNotEmpty(call, repository);
        throw notFound();
      }
      return ok(
        await toTree(
          call,
          repository,
          tree.sha,
          call.query.recursive !== undefined,
        ),
      );
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/git/commits',
      operationId: 'git/create-commit',
      status: 'supported',
    },
    createCommit,
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/git/commits/{commit_sha}',
      operationId: 'git/get-commit',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      const { state, links } = call.services;
      const folder = state.path(repository);
      const object = await inspectObject(folder, call.params.commit_sha);
      if (object?.type !== 'commit') throw notFound();
      return ok(
        toGitCommit(links, repository, await readCommit(folder, object.sha)),
      );
    },
  ),
];
