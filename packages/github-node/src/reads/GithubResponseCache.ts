/** An answer that GitHub may call unchanged later. */
interface StoredAnswer {
  etag: string;
  status: number;
  url: string;
  /** Only what callers read of them: `link` for the pages of a list. */
  headers: Record<string, string>;
  /** As text, so that nobody can change what the next caller gets. */
  body: string;
}

/**
 * An answer as Octokit hands it over.
 *
 * @public
 */
export interface ReadAnswer {
  status: number;
  url: string;
  headers: object;
  data: unknown;
}

const MAX_ANSWER_LENGTH = 512 * 1024;
const DEFAULT_MAX_LENGTH = 32 * 1024 * 1024;

/**
 * Answers of GitHub with their ETags, shared by clients. A read that was made before asks GitHub whether its answer
 * still holds; GitHub does not count that against the limit of the hour when it does.
 *
 * @remarks
 *
 * GitHub is asked every time: the cache saves counting and transfer, never a look. Answers are kept by account, so that
 * one never sees what only another may see. The least recently used go first when `maxLength` is reached.
 *
 * @public
 */
export class GithubResponseCache {
  readonly #answers = new Map<string, StoredAnswer>();
  readonly #maxLength: number;
  #length = 0;

  /**
   * @param options - `maxLength`: characters that are kept at most; 32 million by default
   */
  constructor(options: { maxLength?: number } = {}) {
    this.#maxLength = options.maxLength ?? DEFAULT_MAX_LENGTH;
  }

  /**
   * The ETag of the last answer.
   *
   * @internal
   */
  etagOf(key: string): string | undefined {
    return this.#answers.get(key)?.etag;
  }

  /**
   * The last answer, because GitHub said that it still holds.
   *
   * @internal
   */
  recall(
    key: string,
  ): (ReadAnswer & { headers: Record<string, string> }) | undefined {
    const stored = this.#answers.get(key);
    if (!stored) {
      return undefined;
    }
    this.#answers.delete(key);
    this.#answers.set(key, stored);
    const { status, url, headers, body } = stored;
    return { status, url, headers: { ...headers }, data: JSON.parse(body) };
  }

  /**
   * Keeps an answer that has an ETag and is not too long.
   *
   * @internal
   */
  keep(key: string, answer: ReadAnswer): void {
    this.#forget(key);
    const headers = new Map(
      Object.entries(answer.headers).map(([name, value]) => [
        name.toLowerCase(),
        String(value),
      ]),
    );
    const etag = headers.get('etag');
    if (!etag || answer.status !== 200) {
      return;
    }
    const body = JSON.stringify(answer.data);
    if (body === undefined || body.length > MAX_ANSWER_LENGTH) {
      return;
    }
    const link = headers.get('link');
    this.#answers.set(key, {
      etag,
      status: answer.status,
      url: answer.url,
      headers: link === undefined ? {} : { link },
      body,
    });
    this.#length += key.length + body.length;
    while (this.#length > this.#maxLength) {
      const [oldest] = this.#answers.keys();
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const stored = this.#answers.get(key);
    if (stored) {
      this.#answers.delete(key);
      this.#length -= key.length + stored.body.length;
    }
  }
}
