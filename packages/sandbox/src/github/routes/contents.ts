import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { equalSecrets, stableSecret } from '../../core';
import { checkContentsUpdate } from '../branchRules';
import type { Repository } from '../entities';
import { conflict, GitHubError, invalid, notFound } from '../errors';
import {
  branchTip,
  isValidPath,
  listTree,
  lookUp,
  readBlob,
  readCommit,
  resolveCommit,
} from '../git';
import { commit } from '../repositories';
import type { Services } from '../Services';
import { toGitCommit } from '../shapes/commit';
import { toContentEntry, toContentFile } from '../shapes/content';
import { personSchema, toSignature } from './gitAccess';
import {
  ok,
  optional,
  parseBody,
  requireLogin,
  requireRepository,
  route,
  type Call,
  type Reply,
  type Route,
} from './route';

const changeSchema = z.object({
  message: z.string(),
  sha: optional(z.string()),
  branch: optional(z.string()),
  author: optional(personSchema),
  committer: optional(personSchema),
});
const writeSchema = changeSchema.extend({ content: z.string() });

function cleanPath(path: string | undefined): string {
  return (path ?? '').replace(/^\/+|\/+$/g, '');
}

function requirePath(call: Call): string {
  const path = cleanPath(call.params.path);
  if (!isValidPath(path)) {
    throw invalid('path contains a malformed path component');
  }
  return path;
}

async function readContents(call: Call): Promise<Reply> {
  const repository = requireRepository(call);
  const { state, links } = call.services;
  const folder = state.path(repository);
  const ref = call.query.ref ?? repository.defaultBranch;
  const path = cleanPath(call.params.path);
  const sha = await resolveCommit(folder, ref);
  if (!sha) {
    if (!(await resolveCommit(folder, 'HEAD'))) {
      throw new GitHubError(404, 'This repository is empty.');
    }
    throw new GitHubError(404, `No commit found for the ref ${ref}`);
  }
  const found = await lookUp(folder, sha, path);
  if (!found) throw notFound();
  if (found.type === 'tree') {
    const entries = await listTree(folder, found.sha);
    return ok(
      entries.map(it => toContentEntry(links, repository, ref, path, it)),
    );
  }
  const content = await readBlob(folder, found.sha);
  if (/application\/vnd\.github\.(?:v3\.)?raw/.test(call.accept)) {
    return {
      status: 200,
      body: content,
      contentType: 'application/vnd.github.raw; charset=utf-8',
    };
  }
  return ok(
    toContentFile(links, repository, ref, { path, sha: found.sha, content }),
  );
}

/** Compares what the caller believes to replace with what is there. */
function checkReplaced(
  path: string,
  expected: string | undefined,
  actual: string | undefined,
) {
  if (actual && !expected) {
    throw invalid(`Invalid request.\n\n"sha" wasn't supplied.`);
  }
  if (actual !== expected) {
    throw conflict(
      actual
        ? `${path} does not match ${expected}`
        : `${path} is not at ${expected}`,
    );
  }
}

async function change(
  call: Call,
  input: z.infer<typeof changeSchema>,
  content: Buffer | undefined,
) {
  const repository = requireRepository(call, 'write');
  const { state, links } = call.services;
  const folder = state.path(repository);
  const path = requirePath(call);
  const branch = input.branch ?? repository.defaultBranch;
  const parent = await branchTip(folder, branch);
  if (!parent && (await resolveCommit(folder, 'HEAD'))) {
    throw new GitHubError(404, `Branch ${branch} not found`);
  }
  const { account } = call.caller;
  await checkContentsUpdate(call.services, repository, account, branch, parent);
  const found = parent ? await lookUp(folder, parent, path) : undefined;
  if (found?.type === 'tree') throw invalid(`${path} is a directory`);
  if (!found && content === undefined) throw notFound();
  checkReplaced(path, input.sha, found?.sha);
  const author = toSignature(call, input.author ?? input.committer);
  const sha = await commit(call.services, repository, {
    branch,
    message: input.message,
    author,
    committer: input.committer ? toSignature(call, input.committer) : author,
    files: { [path]: content },
    actor: requireLogin(call),
    parent,
  });
  const written = content && (await lookUp(folder, sha, path));
  const file =
    written &&
    toContentFile(links, repository, branch, {
      path,
      sha: written.sha,
      content,
    });
  const { content: _, encoding: __, ...described } = file || {};
  return {
    status: found ? 200 : 201,
    body: {
      content: file ? described : null,
      commit: toGitCommit(links, repository, await readCommit(folder, sha)),
    },
  };
}

const ARCHIVE_SECONDS = 300;

function signArchive(services: Services, path: string, expires: string) {
  const key = stableSecret(services.state.store, 'github-archive');
  return createHmac('sha256', key).update(`${path}\n${expires}`).digest('hex');
}

/** Whether somebody was sent here by the API, a short time ago. */
export function isArchiveAllowed(
  services: Services,
  path: string,
  query: { expires?: string; token?: string },
): boolean {
  const { expires = '', token = '' } = query;
  return (
    Number(expires) > Date.now() / 1000 &&
    equalSecrets(signArchive(services, path, expires), token)
  );
}

async function redirectToArchive(
  call: Call,
  repository: Repository,
  format: 'tar.gz' | 'zip',
): Promise<Reply> {
  const { state, links } = call.services;
  const ref = call.params.ref || repository.defaultBranch;
  const sha = await resolveCommit(state.path(repository), ref);
  if (!sha) throw notFound();
  const path = `/_codeload/${repository.owner}/${repository.name}/${format}/${sha}`;
  const expires = String(Math.floor(Date.now() / 1000) + ARCHIVE_SECONDS);
  const token = signArchive(call.services, path, expires);
  return {
    status: 302,
    headers: {
      Location: `${links.web}${path}?expires=${expires}&token=${token}`,
    },
  };
}

export const contentRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/contents/{path}',
      operationId: 'repos/get-content',
      status: 'supported',
      notes: 'object and html media types are not rendered',
    },
    readContents,
  ),
  route(
    {
      method: 'put',
      path: '/repos/{owner}/{repo}/contents/{path}',
      operationId: 'repos/create-or-update-file-contents',
      status: 'supported',
    },
    call => {
      const input = parseBody(call, writeSchema);
      return change(call, input, Buffer.from(input.content, 'base64'));
    },
  ),
  route(
    {
      method: 'delete',
      path: '/repos/{owner}/{repo}/contents/{path}',
      operationId: 'repos/delete-file',
      status: 'supported',
    },
    call => {
      // Octokit sends these as query parameters when the body of a DELETE is not wanted.
      const input = changeSchema.safeParse(call.body).success
        ? parseBody(call, changeSchema)
        : parseBody({ ...call, body: call.query }, changeSchema);
      if (!input.sha) {
        throw invalid(`Invalid request.\n\n"sha" wasn't supplied.`);
      }
      return change(call, input, undefined);
    },
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/tarball/{ref}',
      operationId: 'repos/download-tarball-archive',
      status: 'supported',
    },
    call => redirectToArchive(call, requireRepository(call), 'tar.gz'),
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/zipball/{ref}',
      operationId: 'repos/download-zipball-archive',
      status: 'supported',
    },
    call => redirectToArchive(call, requireRepository(call), 'zip'),
  ),
];
