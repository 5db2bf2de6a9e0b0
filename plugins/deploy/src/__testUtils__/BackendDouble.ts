import { FetchApi } from '@backstage/core-plugin-api';

/** A request that the client of the plugin sent. */
export type SentRequest = {
  method: string;
  /** Below `/api/deploy`, without the query. */
  path: string;
  query: Record<string, string>;
  body: unknown;
};

type Answer = unknown | ((request: SentRequest) => unknown);

/** An answer that is an error. */
export class Refusal {
  constructor(readonly status: number, readonly error: object) {}
}

const BASE = 'http://backend.example/api/deploy';

/**
 * The deploy API as a test says that it answers. The client that asks is the
 * real one, so that what goes over the wire is tested too. What a test did not
 * expect is answered with 404.
 */
export class BackendDouble {
  readonly requests: SentRequest[] = [];
  readonly #answers = new Map<string, Answer>();

  /** Sets the answer to a route, for example `GET /environments`; a function is asked for each request. */
  on(route: string, answer: Answer): this {
    this.#answers.set(route, answer);
    return this;
  }

  /** What was sent to a route. */
  sent(route: string): SentRequest[] {
    return this.requests.filter(
      ({ method, path }) => `${method} ${path}` === route,
    );
  }

  readonly discoveryApi = { getBaseUrl: async () => BASE };

  readonly fetchApi: FetchApi = {
    fetch: async (input, init) => {
      const url = new URL(String(input));
      const request: SentRequest = {
        method: init?.method ?? 'GET',
        path: url.pathname.replace('/api/deploy', ''),
        query: Object.fromEntries(url.searchParams),
        body: init?.body ? JSON.parse(String(init.body)) : undefined,
      };
      this.requests.push(request);
      const route = `${request.method} ${request.path}`;
      const answer = this.#answers.has(route)
        ? this.#answers.get(route)
        : new Refusal(404, { message: `${route} was not expected` });
      const body = await (typeof answer === 'function'
        ? answer(request)
        : answer);
      return body instanceof Refusal
        ? Response.json({ error: body.error }, { status: body.status })
        : Response.json(body);
    },
  };
}
