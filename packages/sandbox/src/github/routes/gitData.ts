import { z } from 'zod';
import { checkReferenceUpdate } from '../branchRules';
import type { Repository } from '../entities';
import { conflict, GitHubError, invalid, notFound } from '../errors';
import {
  deleteReference,
  inspectObject,
  isAncestor,
  isValidPath,
  listReferences,
  listTree,
  lookUp,
  readBlob,
  readCommit,
  readReference,
  resolveCommit,
  updateReference,
  writeBlob,
  writeCommit,
  writeTree,
  type Reference,
} from '../git';
import { nodeId } from '../Links';
import { recordPush } from '../pushes';
import { toGitCommit } from '../shapes/commit';
import { wrapBase64 } from '../shapes/content';
import { personSchema, toSignature } from './gitAccess';
import {
  created,
  noContent,
  ok,
  optional,
  parseBody,
  requireLogin,
  requireRepository,
  route,
  type Call,
  type Route,
} from './route';

async function requireNotEmpty(call: Call, repository: Repository) {
  const folder = call.services.state.path(repository);
  if ((await listReferences(folder, 'refs/heads/')).length === 0) {
    throw conflict('Git Repository is empty.');
  }
}

function toReference(call: Call, repository: Repository, reference: Reference) {
  const url = call.services.links.repository(repository);
  return {
    ref: reference.name,
    node_id: nodeId('Ref', `${repository.id}:${reference.name}`),
    url: `${url}/git/${reference.name}`,
    object: {
      sha: reference.sha,
      type: reference.type,
      url: `${url}/git/${reference.type}s/${reference.sha}`,
    },
  };
}

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

async function createReference(call: Call) {
  const repository = requireRepository(call, 'write');
  const folder = call.services.state.path(repository);
  await requireNotEmpty(call, repository);
  const { ref, sha } = parseBody(
    call,
    z.object({ ref: z.string(), sha: z.string() }),
  );
  if (
    !/^refs\/(heads|tags)\/[^\s~^:?*[\\]+$/.test(ref) ||
    /\.\.|\/\/|\/$|\.lock$/.test(ref)
  ) {
    throw invalid(`Reference name '${ref}' is not valid.`);
  }
  const object = await inspectObject(folder, sha);
  if (!object) throw invalid('Object does not exist');
  if (ref.startsWith('refs/heads/') && object.type !== 'commit') {
    throw invalid('Reference update failed');
  }
  if (!(await updateReference(folder, ref, sha, undefined))) {
    throw invalid('Reference already exists');
  }
  await recordPush(call.services, repository, {
    ref,
    before: undefined,
    after: sha,
    actor: requireLogin(call),
  });
  return created(
    toReference(call, repository, { name: ref, sha, type: object.type }),
  );
}

async function moveReference(call: Call) {
  const repository = requireRepository(call, 'write');
  const { services, caller } = call;
  const folder = services.state.path(repository);
  const name = `refs/${call.params.ref}`;
  const { sha, force = false } = parseBody(
    call,
    z.object({ sha: z.string(), force: z.boolean().optional() }),
  );
  const current = await readReference(folder, name);
  if (!current) throw invalid('Reference does not exist');
  const object = await inspectObject(folder, sha);
  if (!object) throw invalid('Object does not exist');
  if (!force && !(await isAncestor(folder, current.sha, sha))) {
    throw invalid('Update is not a fast forward');
  }
  await checkReferenceUpdate(services, repository, caller.account, {
    branch: name.replace(/^refs\/heads\//, ''),
    before: current.sha,
    after: sha,
  });
  if (!(await updateReference(folder, name, sha, current.sha))) {
    throw invalid('Reference cannot be updated');
  }
  if (sha !== current.sha) {
    await recordPush(services, repository, {
      ref: name,
      before: current.sha,
      after: sha,
      actor: requireLogin(call),
    });
  }
  return ok(toReference(call, repository, { name, sha, type: object.type }));
}

async function removeReference(call: Call) {
  const repository = requireRepository(call, 'write');
  const { services, caller } = call;
  const folder = services.state.path(repository);
  const name = `refs/${call.params.ref}`;
  const current = await readReference(folder, name);
  if (!current) throw invalid('Reference does not exist');
  if (name === `refs/heads/${repository.defaultBranch}`) {
    throw invalid('Cannot delete the default branch');
  }
  await checkReferenceUpdate(services, repository, caller.account, {
    branch: name.replace(/^refs\/heads\//, ''),
    before: current.sha,
    after: undefined,
  });
  if (!(await deleteReference(folder, name, current.sha))) {
    throw invalid('Reference cannot be deleted');
  }
  await recordPush(services, repository, {
    ref: name,
    before: current.sha,
    after: undefined,
    actor: requireLogin(call),
  });
  return noContent;
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
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/git/matching-refs/{ref}',
      operationId: 'git/list-matching-refs',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      const found = await listReferences(
        call.services.state.path(repository),
        `refs/${call.params.ref}`,
      );
      return ok(found.map(it => toReference(call, repository, it)));
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/git/ref/{ref}',
      operationId: 'git/get-ref',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      await requireNotEmpty(call, repository);
      const found = await readReference(
        call.services.state.path(repository),
        `refs/${call.params.ref}`,
      );
      if (!found) throw new GitHubError(404, 'Not Found');
      return ok(toReference(call, repository, found));
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/git/refs',
      operationId: 'git/create-ref',
      status: 'supported',
    },
    createReference,
  ),
  route(
    {
      method: 'patch',
      path: '/repos/{owner}/{repo}/git/refs/{ref}',
      operationId: 'git/update-ref',
      status: 'supported',
    },
    moveReference,
  ),
  route(
    {
      method: 'delete',
      path: '/repos/{owner}/{repo}/git/refs/{ref}',
      operationId: 'git/delete-ref',
      status: 'supported',
    },
    removeReference,
  ),
];
