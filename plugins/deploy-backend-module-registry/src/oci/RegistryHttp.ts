import {
  NotFoundError,
  ServiceUnavailableError,
  isError,
} from '@backstage/errors';
import { z } from 'zod';
import { RegistryCredentials } from '../credentials/RegistryCredentials';
import { RegistryConfig } from '../readConfig';
import { abortable } from './abortable';
import { parseChallenge } from './challenge';
import { fetchPublic } from './fetchPublic';
import { parseJson, readBytes } from './readBody';
import { resolveRedirect } from './redirects';

const MAX_REDIRECTS = 3;
const MAX_TOKEN_BYTES = 64 * 1024;
const MAX_CACHED_TOKENS = 200;
/** Registries promise at least a minute; a token is renewed well before. */
const DEFAULT_TOKEN_SECONDS = 60;
const TOKEN_MARGIN_SECONDS = 10;
/** How long a password is sent without being asked for it first; the credentials know when theirs end. */
const BASIC_SECONDS = 600;

const tokenSchema = z.object({
  token: z.string().optional(),
  access_token: z.string().optional(),
  expires_in: z.number().optional(),
});

/** One request to a registry; the path starts at `/v2/`. */
export interface RegistryRequest {
  method: 'GET' | 'HEAD';
  path: string;
  accept?: string[];
  signal: AbortSignal;
}

/**
 * HTTP to one registry with its sign-in flows. Only a 404 means that something is missing; every other answer that
 * is not a success says nothing about the artifact and becomes a ServiceUnavailableError.
 */
export class RegistryHttp {
  readonly #config: RegistryConfig;
  readonly #credentials: RegistryCredentials | undefined;
  readonly #now: () => number;
  readonly #tokens = new Map<string, { header: string; expiresAt: number }>();

  constructor(
    config: RegistryConfig,
    options?: { credentials?: RegistryCredentials; now?: () => number },
  ) {
    this.#config = config;
    this.#credentials = options?.credentials;
    this.#now = options?.now ?? Date.now;
  }

  /** Runs a lookup of several requests within the registry's time limit. */
  async withTimeLimit<T>(
    lookup: (signal: AbortSignal) => Promise<T>,
    caller?: AbortSignal,
  ): Promise<T> {
    const { host, timeoutMilliseconds } = this.#config;
    const timeout = AbortSignal.timeout(timeoutMilliseconds);
    const signal = caller ? AbortSignal.any([timeout, caller]) : timeout;
    try {
      // Not everything that is called listens to a signal: whoever gives tokens, for example.
      return await abortable(signal, lookup(signal));
    } catch (error) {
      if (timeout.aborted && !caller?.aborted) {
        throw new ServiceUnavailableError(
          `The registry '${host}' did not answer within ${timeoutMilliseconds} ms`,
        );
      }
      if (isError(error) && error.name === 'TypeError') {
        // What fetch throws when there is no connection; its cause names the reason.
        const cause = isError(error.cause) ? `: ${error.cause.message}` : '';
        throw new ServiceUnavailableError(
          `The registry '${host}' cannot be reached${cause}`,
        );
      }
      throw error;
    }
  }

  /** Sends a request, signing in when the registry asks for it. */
  async request(request: RegistryRequest): Promise<Response> {
    const scope = this.#scopeOf(request.path);
    const known = this.#authorization(scope);
    let response = await this.#send(request, known);
    if (response.status === 401) {
      const header = await this.#signIn(response, {
        scope,
        // What was good enough once is so no more.
        fresh: known !== undefined,
        signal: request.signal,
      });
      if (header) {
        await response.body?.cancel();
        response = await this.#send(request, header);
      }
    }
    if (response.ok) {
      return response;
    }
    await response.body?.cancel();
    const what = `${this.#config.host}${request.path}`;
    if (response.status === 404) {
      throw new NotFoundError(`The registry has no '${what}'`);
    }
    throw new ServiceUnavailableError(this.#explain(response, what));
  }

  /**
   * Makes sure that who answered 404 is a registry, whose word it is then. A gateway in front of one that is down
   * answers 404 too, and that says nothing about an image.
   *
   * {@link https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support | Determining support}
   */
  async assertRegistry(signal: AbortSignal): Promise<void> {
    const request: RegistryRequest = { method: 'GET', path: '/v2/', signal };
    const response = await this.#send(request, undefined);
    await response.body?.cancel();
    if (!response.ok && response.status !== 401 && response.status !== 403) {
      const { host } = this.#config;
      throw new ServiceUnavailableError(
        `'${host}' answers 404, and ${response.status} for '/v2/', which every registry has: it is none, or not the registry itself answers; check the host in deploy.registries, and whether the registry runs`,
      );
    }
  }

  #explain(response: Response, what: string): string {
    const { host } = this.#config;
    switch (response.status) {
      case 401:
      case 403:
        return `The registry '${host}' refuses access to '${what}' (${response.status}); check username and password in deploy.registries`;
      case 429: {
        const after = response.headers.get('retry-after');
        return `The registry '${host}' asks to slow down (429)${
          after && /^\d{1,6}$/.test(after) ? `; try again in ${after} s` : ''
        }`;
      }
      default:
        return `The registry '${host}' answered ${response.status} for '${what}'`;
    }
  }

  #scopeOf(path: string): string {
    return path
      .replace(/^\/v2\//, '')
      .replace(/\/(manifests|blobs|tags)\/.*$/, '');
  }

  #authorization(scope: string): string | undefined {
    const token = this.#tokens.get(scope);
    return token && token.expiresAt > this.#now() ? token.header : undefined;
  }

  #remember(scope: string, header: string, seconds: number): string {
    if (this.#tokens.size >= MAX_CACHED_TOKENS) {
      this.#tokens.clear();
    }
    this.#tokens.set(scope, {
      header,
      expiresAt:
        this.#now() + Math.max(0, seconds - TOKEN_MARGIN_SECONDS) * 1000,
    });
    return header;
  }

  async #signIn(
    response: Response,
    options: { scope: string; fresh: boolean; signal: AbortSignal },
  ): Promise<string | undefined> {
    const { scope, signal } = options;
    const challenge = parseChallenge(
      response.headers.get('www-authenticate') ?? '',
    );
    const own = async () =>
      this.#credentials &&
      abortable(
        signal,
        this.#credentials.authorization({ ...options, path: scope }),
      );
    if (!challenge || challenge.scheme === 'basic') {
      const header = await own();
      return header && this.#remember(scope, header, BASIC_SECONDS);
    }
    const realm = this.#checkRealm(challenge.realm);
    const header = await own();
    if (challenge.service) {
      realm.searchParams.set('service', challenge.service);
    }
    realm.searchParams.set(
      'scope',
      challenge.scope ?? `repository:${scope}:pull`,
    );
    const answer = await fetch(realm, {
      redirect: 'manual',
      signal,
      headers: header ? { authorization: header } : {},
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new ServiceUnavailableError(
        this.#explain(answer, `${realm.host}${realm.pathname}`),
      );
    }
    const what = `token from '${realm.host}'`;
    const bytes = await readBytes(answer, MAX_TOKEN_BYTES, what);
    const parsed = tokenSchema.safeParse(parseJson(bytes, what));
    const token = parsed.data?.token ?? parsed.data?.access_token;
    if (!token) {
      throw new ServiceUnavailableError(
        `The token service '${realm.host}' of the registry '${
          this.#config.host
        }' sent no token`,
      );
    }
    return this.#remember(
      scope,
      `Bearer ${token}`,
      parsed.data?.expires_in ?? DEFAULT_TOKEN_SECONDS,
    );
  }

  /** The realm comes from outside and gets our password: only known hosts, and HTTPS unless configured. */
  #checkRealm(realm: string): URL {
    const { host, baseUrl, tokenHost, insecure } = this.#config;
    const url = URL.parse(realm);
    const allowed = [new URL(baseUrl).host, tokenHost];
    if (
      !url ||
      !allowed.includes(url.host) ||
      !(url.protocol === 'https:' || (insecure && url.protocol === 'http:'))
    ) {
      throw new ServiceUnavailableError(
        `The registry '${host}' sends sign-in to '${
          url?.host ?? realm.slice(0, 100)
        }'; set tokenHost in deploy.registries if that is right`,
      );
    }
    return url;
  }

  async #send(
    { method, path, accept, signal }: RegistryRequest,
    authorization: string | undefined,
  ): Promise<Response> {
    let url = new URL(`${this.#config.baseUrl}${path}`);
    let header = authorization;
    let away = false;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const response = away
        ? await fetchPublic(url, { method, signal })
        : await fetch(url, {
            method,
            redirect: 'manual',
            signal,
            headers: {
              ...(accept ? { accept: accept.join(', ') } : {}),
              ...(header ? { authorization: header } : {}),
            },
          });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || !location) {
        return response;
      }
      await response.body?.cancel();
      const next = resolveRedirect({
        from: url,
        location,
        storageHosts: this.#config.storageHosts,
      });
      if (!next) {
        throw new ServiceUnavailableError(
          `The registry '${
            this.#config.host
          }' redirects to a host that is not followed; it must be itself, a public host over HTTPS, or one of storageHosts in deploy.registries`,
        );
      }
      url = next.url;
      // Once away from the registry, its credentials never come back on this chain.
      header = next.sameHost ? header : undefined;
      away = next.sameHost ? away : next.checkAddress;
    }
    throw new ServiceUnavailableError(
      `The registry '${
        this.#config.host
      }' redirects more than ${MAX_REDIRECTS} times`,
    );
  }
}
