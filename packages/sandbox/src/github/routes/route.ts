import { z } from 'zod';
import type { Permission, PullRequest, Repository } from '../entities';
import { forbidden, GitHubError, invalid, moved, notFound } from '../errors';
import { atLeast, callerPermission, type Caller } from '../permissions';
import type { Services } from '../Services';

/**
 * One operation of GitHub's API and how much of it is here.
 *
 * @public
 */
export interface RouteDescription {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With placeholders as in GitHub's OpenAPI description. */
  path: string;
  operationId: string;
  status: 'supported' | 'partial';
  notes?: string;
}

export interface RateLimit {
  limit: number;
  remaining: number;
  used: number;
  /** Seconds since 1970. */
  reset: number;
}

/** One request, as handlers see it. */
export interface Call {
  services: Services;
  caller: Caller;
  params: Record<string, string>;
  query: Record<string, string | undefined>;
  body: unknown;
  accept: string;
  /** What is left of the caller's hourly requests. */
  rateLimit: RateLimit;
  /** Path and query, without the API's root. */
  url: string;
}

export interface Reply {
  status: number;
  body?: unknown;
  /** The body is sent as it is, under this type. */
  contentType?: string;
  headers?: Record<string, string>;
}

export type Handler = (call: Call) => Promise<Reply> | Reply;

export interface Route extends RouteDescription {
  handler: Handler;
}

export function route(description: RouteDescription, handler: Handler): Route {
  return { ...description, handler };
}

export function ok(body: unknown, headers?: Record<string, string>): Reply {
  return { status: 200, body, headers };
}

export function created(body: unknown): Reply {
  return { status: 201, body };
}

export const noContent: Reply = { status: 204 };

const NEEDS: Record<string, string> = {
  admin: 'Must have admin rights to Repository.',
  write: 'Must have push access to Repository.',
};

/** The repository of the path, if the caller may do that much with it. */
export function requireRepository(
  call: Call,
  needed: Permission = 'read',
): Repository {
  const { state } = call.services;
  const repository = state.repository(call.params.owner, call.params.repo);
  if (!repository) throw movedRepository(call) ?? notFound();
  const actual = callerPermission(state, call.caller, repository);
  // A private repository must not be told from one that does not exist.
  if (!atLeast(actual, 'read')) throw notFound();
  if (!atLeast(actual, needed)) {
    throw forbidden(NEEDS[needed] ?? 'Resource not accessible.');
  }
  if (repository.archived && needed === 'write') {
    throw forbidden('Repository was archived so is read-only.');
  }
  return repository;
}

/** A former name of a repository that the caller may see leads to its id. */
function movedRepository({ services, caller, params, url }: Call) {
  const { state, links } = services;
  const renamed = state.repositoryByFormerName(params.owner, params.repo);
  if (!renamed || !atLeast(callerPermission(state, caller, renamed), 'read')) {
    return undefined;
  }
  const rest = url.replace(/^\/repos\/[^/]+\/[^/?]+/, '');
  return moved(`${links.api}/repositories/${renamed.id}${rest}`);
}

export function requirePull(call: Call, repository: Repository): PullRequest {
  const { params, services } = call;
  const number = Number(
    params.pull_number ?? params.issue_number ?? Number.NaN,
  );
  const pull = Number.isInteger(number)
    ? services.state.pulls.get(repository.id, number)
    : undefined;
  if (!pull) throw notFound();
  return pull;
}

/** The login of the caller, who must have signed in. */
export function requireLogin(call: Call): string {
  const { account } = call.caller;
  if (!account) throw new GitHubError(401, 'Requires authentication');
  return account.login;
}

/** The body in the form the operation wants; 422 says what is wrong. */
export function parseBody<T>(call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(call.body ?? {});
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(
    it => `"${it.path.join('.')}": ${it.message}`,
  );
  throw invalid(`Invalid request.\n\n${reasons.join('\n')}`);
}

/** GitHub treats null like a value that was not sent, in the places where this is used. */
export function optional<T extends z.ZodType>(schema: T) {
  return schema
    .nullish()
    .transform(value => (value === null ? undefined : value));
}

export function integerId(text: string): number {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 0) throw notFound();
  return id;
}
