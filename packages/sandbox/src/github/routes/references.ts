import { z } from 'zod';
import { checkReferenceUpdate } from '../branchRules';
import type { Repository } from '../entities';
import { invalid, notFound } from '../errors';
import {
  deleteReference,
  inspectObject,
  isAncestor,
  listReferences,
  readReference,
  updateReference,
  type Reference,
} from '../git';
import { nodeId } from '../Links';
import { recordPush } from '../pushes';
import { requireNotEmpty } from './gitAccess';
import {
  created,
  noContent,
  ok,
  parseBody,
  requireLogin,
  requireRepository,
  route,
  type Call,
  type Route,
} from './route';

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

export const referenceRoutes: Route[] = [
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
      if (!found) throw notFound();
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
