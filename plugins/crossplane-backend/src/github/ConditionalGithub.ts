import type { Endpoints, RequestParameters } from '@octokit/types';
import {
  classifyGithubError,
  GithubClient,
  toGithubError,
} from '@openportal/github-node';

const MAX_ENTRIES = 500;

interface Known {
  etag: string;
  data: unknown;
}

/** The routes of GitHub's API that answer with an ETag. */
export type ReadRoute = Extract<keyof Endpoints, `GET ${string}`>;

/**
 * Reads GitHub with conditional requests: what did not change costs nothing of the rate limit.
 */
export class ConditionalGithub {
  readonly #octokit: GithubClient;
  readonly #known = new Map<string, Known>();

  constructor(octokit: GithubClient) {
    this.#octokit = octokit;
  }

  /** The answer, or `undefined` when GitHub says that there is no such thing. */
  async find<R extends ReadRoute>(
    route: R,
    parameters: Endpoints[R]['parameters'] & RequestParameters,
    action: string,
  ): Promise<Endpoints[R]['response']['data'] | undefined> {
    try {
      return await this.#read(route, parameters);
    } catch (error) {
      if (classifyGithubError(error).kind === 'not-found') {
        return undefined;
      }
      throw toGithubError(error, {
        action,
        repository: repositoryOf(parameters),
      });
    }
  }

  /** The answer. @throws the error of `toGithubError`, also when there is no such thing */
  async get<R extends ReadRoute>(
    route: R,
    parameters: Endpoints[R]['parameters'] & RequestParameters,
    action: string,
  ): Promise<Endpoints[R]['response']['data']> {
    try {
      return await this.#read(route, parameters);
    } catch (error) {
      throw toGithubError(error, {
        action,
        repository: repositoryOf(parameters),
      });
    }
  }

  async #read<R extends ReadRoute>(
    route: R,
    parameters: Endpoints[R]['parameters'] & RequestParameters,
  ): Promise<Endpoints[R]['response']['data']> {
    const key = `${route} ${JSON.stringify(parameters)}`;
    const known = this.#known.get(key);
    try {
      // As plain text: the compiler cannot follow the parameters of a route that is not known yet.
      const routeText: string = route;
      const answer = await this.#octokit.request(routeText, {
        ...parameters,
        headers: known ? { 'if-none-match': known.etag } : {},
      });
      const { etag } = answer.headers;
      if (etag) {
        this.#remember(key, { etag, data: answer.data });
      }
      return answer.data;
    } catch (error) {
      if (known && isNotModified(error)) {
        this.#remember(key, known);
        return known.data as Endpoints[R]['response']['data'];
      }
      throw error;
    }
  }

  /** What was asked for last is kept longest. */
  #remember(key: string, known: Known): void {
    this.#known.delete(key);
    this.#known.set(key, known);
    if (this.#known.size > MAX_ENTRIES) {
      const [oldest] = this.#known.keys();
      this.#known.delete(oldest);
    }
  }
}

function isNotModified(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 304;
}

function repositoryOf(parameters: RequestParameters): string {
  return `${parameters.owner}/${parameters.repo}`;
}
