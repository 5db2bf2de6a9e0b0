import { createHmac } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import {
  equalSecrets,
  parseBasicAuthorization,
  parseTokenAuthorization,
} from '../core';
import { RegistryError } from './errors';
import { isRepositoryName } from './names';

/**
 * How clients prove who they are: not at all, with user and password on every
 * request, or with a token that they fetch for what they want to do.
 *
 * @public
 */
export interface RegistryAuthentication {
  mode: 'none' | 'basic' | 'bearer';
  /** Whether images can be pulled without signing in. Defaults to false. */
  anonymousPull?: boolean;
}

/** What is asked for in one repository. */
export interface Access {
  type: string;
  name: string;
  actions: string[];
}

const tokenLifetimeSeconds = 300;

const tokenPayload = z.object({
  access: z.array(
    z.object({
      type: z.string(),
      name: z.string(),
      actions: z.array(z.string()),
    }),
  ),
  expires: z.number(),
});

/** Issues and checks credentials of one registry. */
export class RegistryAuthority {
  readonly #authentication: RegistryAuthentication;
  readonly #username: string;
  readonly #password: string;
  readonly #nodePassword: string;
  readonly #signingKey: string;
  readonly #now: () => number;

  constructor(options: {
    authentication: RegistryAuthentication;
    username: string;
    password: string;
    /** Password of the user `node`: clusters pull with it, however others sign in. */
    nodePassword: string;
    signingKey: string;
    now?: () => number;
  }) {
    this.#authentication = options.authentication;
    this.#username = options.username;
    this.#password = options.password;
    this.#nodePassword = options.nodePassword;
    this.#signingKey = options.signingKey;
    this.#now = options.now ?? Date.now;
  }

  /** Lets a request through or answers 401 with the challenge that says how to sign in. */
  middleware(): RequestHandler {
    return (request, _response, next) => {
      const { mode, anonymousPull } = this.#authentication;
      const needed = neededAccess(
        request.method,
        request.originalUrl.split('?')[0],
      );
      const isPull = needed?.actions.every(action => action === 'pull');
      const { authorization } = request.headers;
      if (
        mode === 'none' ||
        (mode === 'basic' && anonymousPull && isPull) ||
        this.#isNode(authorization)
      ) {
        next();
        return;
      }
      if (mode === 'basic') {
        next(
          this.#isSignedIn(authorization)
            ? undefined
            : new RegistryError('UNAUTHORIZED', 'authentication required', {
                headers: {
                  'WWW-Authenticate': 'Basic realm="sandbox registry"',
                },
              }),
        );
        return;
      }
      next(this.#bearerError(request, needed));
    };
  }

  /** `GET /token`: a token for as much of the wanted scopes as this client may have. */
  tokenHandler(): RequestHandler {
    return (request, response) => {
      const { authorization } = request.headers;
      const isSignedIn = this.#isSignedIn(authorization);
      if (authorization !== undefined && !isSignedIn) {
        throw new RegistryError(
          'UNAUTHORIZED',
          'incorrect username or password',
          { headers: { 'WWW-Authenticate': 'Basic realm="sandbox registry"' } },
        );
      }
      const access = readScopes(request.query.scope).map(wanted => ({
        ...wanted,
        actions: wanted.actions.filter(
          action =>
            isSignedIn ||
            (action === 'pull' && this.#authentication.anonymousPull === true),
        ),
      }));
      const token = this.#sign({
        access,
        expires: this.#now() + tokenLifetimeSeconds * 1000,
      });
      response.json({
        token,
        access_token: token,
        expires_in: tokenLifetimeSeconds,
        issued_at: new Date(this.#now()).toISOString(),
      });
    };
  }

  #isSignedIn(authorization: string | undefined): boolean {
    const basic = parseBasicAuthorization(authorization);
    return (
      basic !== undefined &&
      equalSecrets(basic.user, this.#username) &&
      equalSecrets(basic.password, this.#password)
    );
  }

  #isNode(authorization: string | undefined): boolean {
    const basic = parseBasicAuthorization(authorization);
    return (
      basic?.user === 'node' && equalSecrets(basic.password, this.#nodePassword)
    );
  }

  #bearerError(
    request: Request,
    needed: Access | undefined,
  ): RegistryError | undefined {
    const token = parseTokenAuthorization(request.headers.authorization);
    const granted = token === undefined ? undefined : this.#verify(token);
    const isAllowed =
      granted !== undefined &&
      (needed === undefined || covers(granted, needed));
    if (isAllowed) {
      return undefined;
    }
    const origin = `${request.protocol}://${request.headers.host}`;
    const parameters = [
      `realm="${origin}/token"`,
      `service="${request.headers.host}"`,
      ...(needed
        ? [`scope="${needed.type}:${needed.name}:${needed.actions.join(',')}"`]
        : []),
      ...(granted ? ['error="insufficient_scope"'] : []),
    ];
    return new RegistryError('UNAUTHORIZED', 'authentication required', {
      detail: needed ? [needed] : undefined,
      headers: { 'WWW-Authenticate': `Bearer ${parameters.join(',')}` },
    });
  }

  #sign(payload: z.infer<typeof tokenPayload>): string {
    const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
    return `${body}.${this.#signature(body)}`;
  }

  #verify(token: string): Access[] | undefined {
    const [body, signature] = token.split('.');
    if (!signature || !equalSecrets(signature, this.#signature(body))) {
      return undefined;
    }
    const payload = tokenPayload.parse(
      JSON.parse(Buffer.from(body, 'base64url').toString('utf8')),
    );
    return payload.expires > this.#now() ? payload.access : undefined;
  }

  #signature(body: string): string {
    return createHmac('sha256', this.#signingKey)
      .update(body)
      .digest('base64url');
  }
}

/** The access that a request needs; undefined for `/v2/` itself, which any valid token opens. */
export function neededAccess(method: string, path: string): Access | undefined {
  if (/^\/v2\/_catalog\/?$/.test(path)) {
    return { type: 'registry', name: 'catalog', actions: ['*'] };
  }
  const match = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\/.*$/.exec(path);
  if (!match) {
    return undefined;
  }
  const actionsOf: Record<string, string[]> = {
    GET: ['pull'],
    HEAD: ['pull'],
    DELETE: ['delete'],
  };
  return {
    type: 'repository',
    name: match[1],
    actions: actionsOf[method] ?? ['pull', 'push'],
  };
}

function covers(granted: Access[], needed: Access): boolean {
  return granted.some(
    access =>
      access.type === needed.type &&
      access.name === needed.name &&
      needed.actions.every(
        action =>
          access.actions.includes(action) || access.actions.includes('*'),
      ),
  );
}

function readScopes(scope: unknown): Access[] {
  const scopes = (Array.isArray(scope) ? scope : [scope])
    .filter((item): item is string => typeof item === 'string')
    .flatMap(item => item.split(' '));
  return scopes.flatMap(item => {
    const match = /^([a-z]+):(.+):([a-z*,]+)$/.exec(item);
    if (!match || (match[1] === 'repository' && !isRepositoryName(match[2]))) {
      return [];
    }
    return [{ type: match[1], name: match[2], actions: match[3].split(',') }];
  });
}
