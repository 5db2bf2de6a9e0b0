import type { Request, RequestHandler, Response } from 'express';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authenticate } from './authenticate';
import { refuseUpdate } from './branchRules';
import type { Account, Repository } from './entities';
import { GitHubError, notFound } from './errors';
import { branchTip, gitEnvironment, ZERO_SHA } from './git';
import { atLeast, callerPermission } from './permissions';
import { recordPush } from './pushes';
import type { Services } from './Services';

const SERVICES = ['git-upload-pack', 'git-receive-pack'];

/** The protection rules as the update hook reads them: d may delete, f may force, p may push. */
async function protectedRefs(
  services: Services,
  repository: Repository,
  account: Account | undefined,
): Promise<string> {
  const { state } = services;
  const lines: string[] = [];
  for (const rules of state.protections.list(repository.id)) {
    const { branch } = rules;
    const tip = await branchTip(state.path(repository), branch);
    const reason = tip
      ? await refuseUpdate(services, repository, account, {
          branch,
          before: tip,
          after: tip,
        })
      : undefined;
    const how = [
      rules.allowDeletions ? 'd' : '',
      rules.allowForcePushes ? 'f' : '',
      reason ? '' : 'p',
    ].join('');
    lines.push(`refs/heads/${branch} ${how || '-'} ${reason ?? ''}`);
  }
  return lines.join('\n');
}

/** Splits what a CGI program prints into its headers and the length they take. */
export function parseCgiHeaders(
  output: Buffer,
):
  | { headers: Array<[string, string]>; status: number; length: number }
  | undefined {
  const end = output.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const headers: Array<[string, string]> = [];
  let status = 200;
  for (const line of output.subarray(0, end).toString('latin1').split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else headers.push([name, value]);
  }
  return { headers, status, length: end + 4 };
}

/** Pipes the request through `git http-backend` and its answer back; resolves when the program has ended. */
async function runBackend(
  request: Request,
  response: Response,
  options: { folder: string; path: string; env: Record<string, string> },
  beforeEnd: () => Promise<void>,
): Promise<void> {
  const url = new URL(request.originalUrl, 'http://localhost');
  const child = spawn('git', ['http-backend'], {
    env: gitEnvironment({
      GIT_PROJECT_ROOT: options.folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: options.path,
      REQUEST_METHOD: request.method,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.get('Content-Type') ?? '',
      ...(request.get('Content-Length')
        ? { CONTENT_LENGTH: request.get('Content-Length') ?? '' }
        : {}),
      HTTP_CONTENT_ENCODING: request.get('Content-Encoding') ?? '',
      GIT_PROTOCOL: request.get('Git-Protocol') ?? '',
      ...options.env,
    }),
  });
  // When git or the client goes away early, the pipes break; the exit code and the closed socket tell.
  child.stdin.on('error', () => {});
  request.on('aborted', () => child.kill());
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  let started = false;
  child.stdout.on('data', (chunk: Buffer) => {
    if (started) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const parsed = parseCgiHeaders(head);
    if (!parsed) return;
    started = true;
    response.status(parsed.status);
    for (const [name, value] of parsed.headers) response.setHeader(name, value);
    response.write(head.subarray(parsed.length));
  });
  child.stderr.resume();
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  await beforeEnd();
  if (!started) response.status(500);
  response.end();
}

async function recordResult(
  services: Services,
  repository: Repository,
  file: string,
  actor: string,
): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  await rm(file, { force: true });
  const sha = (value: string) => (value === ZERO_SHA ? undefined : value);
  for (const line of text.split('\n').filter(Boolean)) {
    const [before, after, ref] = line.split(' ');
    await recordPush(services, repository, {
      ref,
      before: sha(before),
      after: sha(after),
      actor,
    });
  }
}

async function serve(
  services: Services,
  hooksFolder: string,
  request: Request,
  response: Response,
): Promise<void> {
  const { state } = services;
  const { owner, repo } = request.params;
  const action = request.params.action;
  const service =
    action === 'info/refs' ? String(request.query.service) : action;
  if (!SERVICES.includes(service)) throw notFound();
  const writes = service === 'git-receive-pack';
  const caller = authenticate(state, request.headers);
  const repository = state.repository(owner, repo.replace(/\.git$/, ''));
  const permission = repository
    ? callerPermission(state, caller, repository)
    : 'none';
  if (!repository || !atLeast(permission, writes ? 'write' : 'read')) {
    // Git asks for credentials on 401 and gives up on 403 and 404.
    if (!caller.account) throw new GitHubError(401, 'Authentication required');
    if (!repository || permission === 'none') throw notFound();
    throw new GitHubError(
      403,
      `Permission to ${owner}/${repo} denied to ${caller.account.login}.`,
    );
  }
  if (writes && repository.archived) {
    throw new GitHubError(
      403,
      'This repository was archived so it is read-only.',
    );
  }
  const result = join(tmpdir(), `sandbox-push-${randomUUID()}`);
  const login = caller.account?.login ?? 'ghost';
  await runBackend(
    request,
    response,
    {
      folder: state.repositoriesFolder,
      path: `/${repository.id}.git/${action}`,
      env: {
        REMOTE_USER: login,
        REMOTE_ADDR: '127.0.0.1',
        SANDBOX_PROTECTED: writes
          ? await protectedRefs(services, repository, caller.account)
          : '',
        SANDBOX_PUSH_RESULT: result,
        GIT_CONFIG_COUNT: '3',
        GIT_CONFIG_KEY_0: 'core.hooksPath',
        GIT_CONFIG_VALUE_0: hooksFolder,
        GIT_CONFIG_KEY_1: 'http.receivepack',
        GIT_CONFIG_VALUE_1: 'true',
        GIT_CONFIG_KEY_2: 'uploadpack.allowAnySHA1InWant',
        GIT_CONFIG_VALUE_2: 'true',
      },
    },
    // Before the client hears that its push went well, everybody else has been told.
    () => recordResult(services, repository, result, login),
  );
}

/** Clone, fetch and push, for `/<owner>/<repo>(.git)/…`. */
export function createSmartHttp(
  services: Services,
  hooksFolder: string,
): RequestHandler {
  return (request, response) => {
    serve(services, hooksFolder, request, response).catch(error => {
      if (response.headersSent) {
        request.socket.destroy();
        return;
      }
      if (!(error instanceof GitHubError)) services.onFailure(error);
      const status = error instanceof GitHubError ? error.status : 500;
      if (status === 401) {
        response.set('WWW-Authenticate', 'Basic realm="GitHub"');
      }
      response
        .status(status)
        .type('text/plain')
        .send(error instanceof GitHubError ? error.message : 'Server Error');
    });
  };
}
