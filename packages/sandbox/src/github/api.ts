import express, {
  Router,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { createHash, randomUUID } from 'node:crypto';
import { authenticate } from './authenticate';
import { GitHubError } from './errors';
import type { Caller } from './permissions';
import { RateCounter } from './RateCounter';
import { routes } from './routes';
import { GITHUB_VERSION } from './routes/meta';
import type { Call, RateLimit, Reply, Route } from './routes/route';
import type { Services } from './Services';

const DOCUMENTATION = 'https://docs.github.com/rest';

// Refs, branches and paths may contain slashes.
const WITH_SLASHES = new Set([
  'path',
  'ref',
  'branch',
  'basehead',
  'commit_sha',
]);

/** `/repos/{owner}/contents/{path}` as Express writes it. */
export function toExpressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    WITH_SLASHES.has(name) ? `:${name}(.+)` : `:${name}`,
  );
}

function errorBody(error: GitHubError) {
  return {
    message: error.message,
    ...(error.errors ? { errors: error.errors } : {}),
    documentation_url: DOCUMENTATION,
    status: String(error.status),
  };
}

/** Sends an error as GitHub words it; what nobody expected is a 500 and goes to the log. */
export function sendError(
  services: Services,
  response: Response,
  error: unknown,
): void {
  if (error instanceof GitHubError) {
    response
      .status(error.status)
      .set(error.headers ?? {})
      .json(errorBody(error));
    return;
  }
  services.onFailure(error);
  response.status(500).json(errorBody(new GitHubError(500, 'Server Error')));
}

function sendReply(request: Request, response: Response, reply: Reply): void {
  response.set(reply.headers ?? {});
  if (reply.body === undefined) {
    response.status(reply.status).end();
    return;
  }
  const body =
    reply.body instanceof Uint8Array
      ? Buffer.from(reply.body)
      : Buffer.from(JSON.stringify(reply.body));
  response.set(
    'Content-Type',
    reply.contentType ?? 'application/json; charset=utf-8',
  );
  if (request.method === 'GET' && reply.status === 200) {
    const hash = createHash('sha256').update(body).digest('hex');
    const etag = `W/"${hash}"`;
    response.set({
      ETag: etag,
      'Cache-Control': 'private, max-age=60, s-maxage=60',
      Vary: 'Accept, Authorization',
    });
    const known = (request.get('If-None-Match') ?? '')
      .split(',')
      .map(it => it.trim().replace(/^W\//, ''));
    if (known.includes(`"${hash}"`)) {
      response.status(304).end();
      return;
    }
  }
  response.status(reply.status);
  // Express would put its own ETag and answer 304 by itself.
  response.set('Content-Length', String(body.length)).end(body);
}

function setHeaders(response: Response, caller: Caller, rate: RateLimit) {
  response.set({
    'X-GitHub-Media-Type': 'github.v3; format=json',
    'X-GitHub-Enterprise-Version': GITHUB_VERSION,
    'X-RateLimit-Limit': String(rate.limit),
    'X-RateLimit-Remaining': String(rate.remaining),
    'X-RateLimit-Used': String(rate.used),
    'X-RateLimit-Reset': String(rate.reset),
    'X-RateLimit-Resource': 'core',
  });
  if (caller.scopes) {
    response.set({
      'X-OAuth-Scopes': [...caller.scopes].sort().join(', '),
      'X-Accepted-OAuth-Scopes': 'repo',
    });
  }
}

function queryOf(request: Request): Record<string, string | undefined> {
  const query: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.query)) {
    if (typeof value === 'string') query[name] = value;
  }
  return query;
}

/** Routes without a placeholder that swallows slashes come first, then those where something follows it. */
function bySpecificity(left: Route, right: Route): number {
  const rank = ({ path }: Route) => {
    const last = /\{(\w+)\}$/.exec(path)?.[1];
    if (last && WITH_SLASHES.has(last)) return 2;
    return [...WITH_SLASHES].some(it => path.includes(`{${it}}`)) ? 1 : 0;
  };
  return rank(left) - rank(right);
}

/** The REST API, to be mounted under `/api/v3`. */
export function createApi(services: Services): RequestHandler {
  const router = Router();
  const rates = new RateCounter();
  router.use((_, response, next) => {
    response.set('X-GitHub-Request-Id', randomUUID().toUpperCase());
    next();
  });
  // Where redirects of renamed repositories lead: every operation, by id.
  router.use((request, _, next) => {
    const [, id, rest] = /^\/repositories\/(\d+)(.*)$/.exec(request.url) ?? [];
    const found = id && services.state.repositoryById(Number(id));
    if (found) request.url = `/repos/${found.owner}/${found.name}${rest}`;
    next();
  });
  router.use(express.json({ limit: '100mb', type: () => true, strict: false }));
  for (const route of [...routes].sort(bySpecificity)) {
    const handle = async (request: Request, response: Response) => {
      const caller = authenticate(services.state, request.headers);
      const rateLimit = rates.count(caller.account);
      setHeaders(response, caller, rateLimit);
      const call: Call = {
        services,
        caller,
        rateLimit,
        params: request.params,
        query: queryOf(request),
        // Express makes an empty object of an absent body.
        body: request.body,
        accept: request.get('Accept') ?? '',
        url: request.url,
      };
      sendReply(request, response, await route.handler(call));
    };
    const listener: RequestHandler = (request, response) => {
      handle(request, response).catch(error =>
        sendError(services, response, error),
      );
    };
    const path = toExpressPath(route.path);
    router[route.method](path, listener);
    if (path.endsWith('/:path(.+)')) {
      router[route.method](path.replace('/:path(.+)', ''), listener);
    }
    if (/\/(?:tarball|zipball)\/:ref\(\.\+\)$/.test(path)) {
      router[route.method](path.replace('/:ref(.+)', ''), listener);
    }
  }
  router.use((request, response) => {
    try {
      authenticate(services.state, request.headers);
      sendError(services, response, new GitHubError(404, 'Not Found'));
    } catch (error) {
      sendError(services, response, error);
    }
  });
  const onParseError: express.ErrorRequestHandler = (
    _error,
    _request,
    response,
    _next,
  ) => {
    sendError(
      services,
      response,
      new GitHubError(400, 'Problems parsing JSON'),
    );
  };
  router.use(onParseError);
  return router;
}
