import { z } from 'zod';
import type { Repository } from '../entities';
import { invalid, notFound } from '../errors';
import { inspectObject, readTag, writeTag } from '../git';
import { nodeId } from '../Links';
import { personSchema, toSignature } from './gitAccess';
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

async function toTag(call: Call, repository: Repository, sha: string) {
  const { state, links } = call.services;
  const tag = await readTag(state.path(repository), sha);
  const url = links.repository(repository);
  return {
    node_id: nodeId('Tag', `${repository.id}:${sha}`),
    tag: tag.name,
    sha,
    url: `${url}/git/tags/${sha}`,
    message: tag.message,
    tagger: tag.tagger,
    object: {
      sha: tag.object,
      type: tag.type,
      url: `${url}/git/${tag.type}s/${tag.object}`,
    },
    verification: {
      verified: false,
      reason: 'unsigned',
      signature: null,
      payload: null,
      verified_at: null,
    },
  };
}

export const tagRoutes: Route[] = [
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/git/tags',
      operationId: 'git/create-tag',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call, 'write');
      const folder = call.services.state.path(repository);
      const input = parseBody(
        call,
        z.object({
          tag: z.string(),
          message: z.string(),
          object: z.string(),
          type: z.enum(['commit', 'tree', 'blob']),
          tagger: optional(personSchema),
        }),
      );
      const object = await inspectObject(folder, input.object);
      if (object?.type !== input.type) {
        throw invalid('Sorry, the object does not exist');
      }
      const sha = await writeTag(folder, {
        name: input.tag,
        object: input.object,
        type: input.type,
        message: input.message,
        tagger: toSignature(call, input.tagger),
      });
      return created(await toTag(call, repository, sha));
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/git/tags/{tag_sha}',
      operationId: 'git/get-tag',
      status: 'supported',
    },
    async call => {
      const repository = requireRepository(call);
      const folder = call.services.state.path(repository);
      const object = await inspectObject(folder, call.params.tag_sha);
      if (object?.type !== 'tag') throw notFound();
      return ok(await toTag(call, repository, object.sha));
    },
  ),
];
