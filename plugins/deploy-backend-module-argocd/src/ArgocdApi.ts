import { ServiceUnavailableError, isError } from '@backstage/errors';

const TIME_LIMIT_MILLISECONDS = 20_000;
const MAX_BODY_LENGTH = 32 * 1024 * 1024;
const MAX_LINE_LENGTH = 8 * 1024 * 1024;

const fixes: Record<number, string> = {
  401: '; the token of deploy.argocd.api is wrong or has ended',
  403: '; the account of deploy.argocd.api lacks the right: let it `get` applications in the policy of Argo CD',
};

/** Sends requests to the REST API of one Argo CD, with a token and limits. */
export class ArgocdApi {
  readonly url: string;
  readonly #token: string;
  readonly #timeLimit: number;

  constructor(options: {
    url: string;
    token: string;
    /** For one answer. Defaults to 20 seconds. */
    timeLimitMilliseconds?: number;
  }) {
    this.url = options.url;
    this.#token = options.token;
    this.#timeLimit = options.timeLimitMilliseconds ?? TIME_LIMIT_MILLISECONDS;
  }

  /** One answer as JSON. */
  async json(
    path: string,
    query: Record<string, string | undefined> = {},
    signal?: AbortSignal,
  ): Promise<unknown> {
    const limit = AbortSignal.timeout(this.#timeLimit);
    const response = await this.#send(
      path,
      query,
      signal ? AbortSignal.any([signal, limit]) : limit,
      signal,
    );
    let text = '';
    try {
      const decoder = new TextDecoder();
      for await (const chunk of chunksOf(response)) {
        text += decoder.decode(chunk, { stream: true });
        if (text.length > MAX_BODY_LENGTH) {
          throw new Error(`more than ${MAX_BODY_LENGTH} characters`);
        }
      }
      return JSON.parse(text);
    } catch (error) {
      throw this.#failed(path, error, signal);
    }
  }

  /** The lines of an answer that does not end by itself. `onData` runs for everything that comes. */
  async *lines(
    path: string,
    query: Record<string, string | undefined>,
    options: { signal: AbortSignal; onData: () => void },
  ): AsyncGenerator<string> {
    const { signal, onData } = options;
    const response = await this.#send(path, query, signal, signal);
    onData();
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of chunksOf(response)) {
      onData();
      rest += decoder.decode(chunk, { stream: true });
      const complete = rest.split('\n');
      rest = complete.pop() ?? '';
      if (rest.length > MAX_LINE_LENGTH) {
        throw new ServiceUnavailableError(
          `Argo CD sent an event of more than ${MAX_LINE_LENGTH} characters`,
        );
      }
      yield* complete.filter(line => line.trim() !== '');
    }
  }

  async #send(
    path: string,
    query: Record<string, string | undefined>,
    limit: AbortSignal,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const url = new URL(`${this.url}${path}`);
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) {
        url.searchParams.set(key, value);
      }
    }
    let response: Response;
    try {
      response = await fetch(url, {
        headers: {
          authorization: `Bearer ${this.#token}`,
          accept: 'application/json',
        },
        // The token goes to the address of the configuration and nowhere else.
        redirect: 'error',
        signal: limit,
      });
    } catch (error) {
      throw this.#failed(path, error, signal);
    }
    if (!response.ok) {
      await response.body?.cancel().catch(() => {});
      throw new ServiceUnavailableError(
        `Argo CD at ${this.url} answered ${response.status} to GET ${path}${
          fixes[response.status] ?? ''
        }`,
      );
    }
    return response;
  }

  #failed(
    path: string,
    error: unknown,
    signal: AbortSignal | undefined,
  ): unknown {
    if (signal?.aborted) {
      return signal.reason;
    }
    // What fetch throws says nothing; its cause does.
    const cause = isError(error) && isError(error.cause) ? error.cause : error;
    return new ServiceUnavailableError(
      `Argo CD at ${this.url} did not answer GET ${path}: ${
        isError(cause) ? cause.message : cause
      }`,
      isError(error) ? error : undefined,
    );
  }
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done || !value) {
        return;
      }
      yield value;
    }
  } finally {
    await reader?.cancel().catch(() => {});
  }
}
