import { Router, type Request, type RequestHandler } from 'express';
import { escapeHtml, sandboxPage } from '../core';
import type { Repository } from './entities';
import {
  listReferences,
  listTree,
  lookUp,
  readBlob,
  resolveCommit,
} from './git';
import { evaluate } from './pulls/mergeability';
import type { Services } from './Services';

/** Pages behind the links that portals show; reading only. Approving and merging is what the console is for. */
export function createWeb(services: Services): Router {
  const router = Router();
  const { state } = services;

  const page =
    (
      render: (
        request: Request,
        repository: Repository,
      ) => Promise<{ title: string; body: string } | undefined>,
    ): RequestHandler =>
    (request, response, next) => {
      const { owner, repo } = request.params;
      const repository = state.repository(owner, repo);
      if (!repository) {
        next();
        return;
      }
      render(request, repository)
        .then(content => {
          if (content) response.type('html').send(sandboxPage(content));
          else next();
        })
        .catch(next);
    };

  router.get('/avatars/:kind/:id', (request, response) => {
    const hue = (Number(request.params.id) * 67) % 360 || 0;
    response
      .type('image/svg+xml')
      .send(
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1" fill="hsl(${hue} 50% 45%)"/></svg>`,
      );
  });

  router.get('/', (_, response) => {
    const items = state
      .listRepositories()
      .filter(
        it => it.visibility === 'public' || it.owner === services.organization,
      )
      .map(
        it =>
          `<li><a href="/${it.owner}/${it.name}">${escapeHtml(
            `${it.owner}/${it.name}`,
          )}</a></li>`,
      );
    response.type('html').send(
      sandboxPage({
        title: 'Repositories',
        body: `<ul>${items.join('')}</ul>`,
      }),
    );
  });

  router.get(
    '/:owner/:repo',
    page(async (_, repository) => repositoryPage(services, repository)),
  );
  router.get(
    '/:owner/:repo/:kind(blob|tree|raw|edit)/:rest(.+)',
    page(async (request, repository) =>
      request.params.kind === 'raw'
        ? undefined
        : contentPage(services, repository, request.params.rest),
    ),
  );
  router.get('/:owner/:repo/raw/:rest(.+)', (request, response, next) => {
    const { owner, repo, rest } = request.params;
    const repository = state.repository(owner, repo);
    const open = repository?.visibility === 'public';
    const send = async () => {
      const found = repository && (await locate(services, repository, rest));
      if (!open || found?.type !== 'blob') {
        next();
        return;
      }
      response
        .type('text/plain')
        .send(await readBlob(state.path(repository), found.sha));
    };
    send().catch(next);
  });
  router.get(
    '/:owner/:repo/pull/:number',
    page(async (request, repository) =>
      pullPage(services, repository, Number(request.params.number)),
    ),
  );
  return router;
}

/** Finds what `<ref>/<path>` means; a ref may contain slashes too. */
async function locate(
  services: Services,
  repository: Repository,
  rest: string,
) {
  const folder = services.state.path(repository);
  const parts = rest.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const ref = parts.slice(0, length).join('/');
    const commit = await resolveCommit(folder, ref);
    const path = parts.slice(length).join('/');
    const found = commit ? await lookUp(folder, commit, path) : undefined;
    if (found) return { ...found, ref, path };
  }
  return undefined;
}

async function repositoryPage(services: Services, repository: Repository) {
  const { state } = services;
  const folder = state.path(repository);
  const root = `/${repository.owner}/${repository.name}`;
  const head = await resolveCommit(folder, repository.defaultBranch);
  const entries = head ? await listTree(folder, head) : [];
  const branches = await listReferences(folder, 'refs/heads/');
  const pulls = state.pulls.newestFirst(repository.id);
  const list = (items: string[]) =>
    items.length > 0 ? `<ul>${items.join('')}</ul>` : '<p>None.</p>';
  return {
    title: `${repository.owner}/${repository.name}`,
    body: `<p>${escapeHtml(repository.description ?? '')}</p>
<h2>Files of ${escapeHtml(repository.defaultBranch)}</h2>
${list(
  entries.map(
    it =>
      `<li><a href="${root}/${it.type === 'tree' ? 'tree' : 'blob'}/${
        repository.defaultBranch
      }/${encodeURI(it.path)}">${escapeHtml(it.path)}</a></li>`,
  ),
)}
<h2>Pull requests</h2>
${list(
  pulls.map(
    it =>
      `<li><a href="${root}/pull/${it.number}">#${it.number} ${escapeHtml(
        it.title,
      )}</a> (${it.mergedAt ? 'merged' : it.state})</li>`,
  ),
)}
<h2>Branches</h2>
${list(
  branches.map(
    it => `<li>${escapeHtml(it.name.slice('refs/heads/'.length))}</li>`,
  ),
)}`,
  };
}

async function contentPage(
  services: Services,
  repository: Repository,
  rest: string,
) {
  const found = await locate(services, repository, rest);
  if (!found) return undefined;
  const folder = services.state.path(repository);
  const root = `/${repository.owner}/${repository.name}`;
  if (found.type === 'tree') {
    const entries = await listTree(folder, found.sha);
    const prefix = found.path ? `${found.path}/` : '';
    const items = entries.map(
      it =>
        `<li><a href="${root}/${it.type === 'tree' ? 'tree' : 'blob'}/${
          found.ref
        }/${encodeURI(prefix + it.path)}">${escapeHtml(it.path)}</a></li>`,
    );
    return {
      title: `${found.path || '/'}`,
      body: `<ul>${items.join('')}</ul>`,
    };
  }
  const text = (await readBlob(folder, found.sha)).toString('utf8');
  return {
    title: found.path,
    body: `<p>${escapeHtml(found.ref)}</p><pre>${escapeHtml(text)}</pre>`,
  };
}

async function pullPage(
  services: Services,
  repository: Repository,
  number: number,
) {
  const { state } = services;
  const pull = state.pulls.get(repository.id, number);
  if (!pull) return undefined;
  const reviews = state.reviews.list(pull.id);
  const now =
    pull.state === 'open'
      ? await evaluate(services, repository, pull)
      : undefined;
  return {
    title: `#${pull.number} ${pull.title}`,
    body: `<p>${escapeHtml(pull.author)} wants to merge <code>${escapeHtml(
      pull.headBranch,
    )}</code> into <code>${escapeHtml(pull.baseBranch)}</code>.
State: <strong>${pull.mergedAt ? 'merged' : pull.state}</strong>${
      now ? ` (${escapeHtml(now.reason ?? now.state)})` : ''
    }</p>
<pre>${escapeHtml(pull.body ?? '')}</pre>
<h2>Reviews</h2>
<ul>${reviews
      .map(
        it =>
          `<li>${escapeHtml(it.author)}: ${it.state
            .toLowerCase()
            .replaceAll('_', ' ')}</li>`,
      )
      .join('')}</ul>`,
  };
}
