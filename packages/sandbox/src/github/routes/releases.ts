import { z } from 'zod';
import type { Release, Repository } from '../entities';
import { notFound, validationFailed } from '../errors';
import { resolveCommit, updateReference } from '../git';
import { nodeId } from '../Links';
import { userOf } from '../shapes/pull';
import { paginated } from './pagination';
import {
  created,
  ok,
  optional,
  parseBody,
  requireLogin,
  requireRepository,
  route,
  type Call,
  type Route,
} from './route';

function toRelease(call: Call, repository: Repository, release: Release) {
  const { links } = call.services;
  const api = links.repository(repository);
  const url = `${api}/releases/${release.id}`;
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    html_url: `${links.page(repository)}/releases/tag/${release.tag}`,
    id: release.id,
    node_id: nodeId('Release', release.id),
    author: userOf(call.services, release.author),
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    draft: release.draft,
    prerelease: release.prerelease,
    created_at: release.createdAt,
    published_at: release.draft ? null : release.createdAt,
    assets: [],
    tarball_url: release.draft ? null : `${api}/tarball/${release.tag}`,
    zipball_url: release.draft ? null : `${api}/zipball/${release.tag}`,
    body: release.body,
  };
}

export const releaseRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/releases',
      operationId: 'repos/list-releases',
      status: 'supported',
      notes: 'without assets',
    },
    call => {
      const repository = requireRepository(call);
      return paginated(
        call,
        call.services.state.releases.newestFirst(repository.id),
        it => toRelease(call, repository, it),
      );
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/releases/tags/{tag}',
      operationId: 'repos/get-release-by-tag',
      status: 'supported',
      notes: 'without assets',
    },
    call => {
      const repository = requireRepository(call);
      const found = call.services.state.releases
        .list(repository.id)
        .find(it => it.tag === call.params.tag && !it.draft);
      if (!found) throw notFound();
      return ok(toRelease(call, repository, found));
    },
  ),
  route(
    {
      method: 'post',
      path: '/repos/{owner}/{repo}/releases',
      operationId: 'repos/create-release',
      status: 'partial',
      notes: 'without generated notes, discussions and assets',
    },
    async call => {
      const repository = requireRepository(call, 'write');
      const { state } = call.services;
      const input = parseBody(
        call,
        z.object({
          tag_name: z.string(),
          target_commitish: optional(z.string()),
          name: optional(z.string()),
          body: optional(z.string()),
          draft: z.boolean().default(false),
          prerelease: z.boolean().default(false),
        }),
      );
      const folder = state.path(repository);
      const target = input.target_commitish ?? repository.defaultBranch;
      const taken = state.releases
        .list(repository.id)
        .some(it => it.tag === input.tag_name);
      const sha = await resolveCommit(folder, target);
      if (taken || !sha) {
        throw validationFailed({
          resource: 'Release',
          field: taken ? 'tag_name' : 'target_commitish',
          code: taken ? 'already_exists' : 'invalid',
        });
      }
      if (!input.draft) {
        await updateReference(
          folder,
          `refs/tags/${input.tag_name}`,
          sha,
          undefined,
        );
      }
      const id = state.next('release');
      const release = state.releases.put(repository.id, id, {
        id,
        tag: input.tag_name,
        target,
        name: input.name ?? null,
        body: input.body ?? '',
        draft: input.draft,
        prerelease: input.prerelease,
        author: requireLogin(call),
        createdAt: state.now(),
      });
      return created(toRelease(call, repository, release));
    },
  ),
];
