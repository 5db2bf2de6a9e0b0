import { z } from 'zod';

const timeoutMilliseconds = 10_000;

const user = z.object({ login: z.string() });
const repository = z.object({
  name: z.string(),
  full_name: z.string(),
  owner: user,
  html_url: z.string(),
  default_branch: z.string(),
  description: z.string().nullish(),
  pushed_at: z.string().nullish(),
});
const pullRequest = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  merged_at: z.string().nullish(),
  user,
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string() }),
  html_url: z.string(),
  auto_merge: z.unknown().optional(),
  mergeable_state: z.string().optional(),
  created_at: z.string(),
});
const file = z.object({
  filename: z.string(),
  status: z.string(),
  additions: z.number(),
  deletions: z.number(),
  patch: z.string().optional(),
});
const review = z.object({
  user: user.nullish(),
  state: z.string(),
  body: z.string().nullish(),
});
const commit = z.object({
  sha: z.string(),
  html_url: z.string(),
  commit: z.object({
    message: z.string(),
    author: z.object({ name: z.string(), date: z.string() }).nullish(),
  }),
});
const run = z.object({
  id: z.number(),
  name: z.string().nullish(),
  display_title: z.string().nullish(),
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  head_branch: z.string().nullish(),
  head_sha: z.string(),
  html_url: z.string(),
  created_at: z.string(),
});
const failure = z.object({
  message: z.string(),
  errors: z.array(z.unknown()).optional(),
});

export type ConsoleRepository = z.infer<typeof repository>;
export type ConsolePullRequest = z.infer<typeof pullRequest>;
export type ConsoleFile = z.infer<typeof file>;
export type ConsoleRun = z.infer<typeof run>;

/** GitHub said no; the message is for the person who pressed the button. */
export class GitHubRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'GitHubRefusal';
    this.status = status;
  }
}

/**
 * The console as a client of GitHub's API with somebody's token, so that every
 * button obeys the rules that the API enforces.
 */
export class GitHubClient {
  readonly #apiUrl: string;
  readonly #token: string;

  constructor(options: { apiUrl: string; token: string }) {
    this.#apiUrl = options.apiUrl;
    this.#token = options.token;
  }

  async repositories(organization: string): Promise<ConsoleRepository[]> {
    return this.#json(
      z.array(repository),
      `/orgs/${organization}/repos?per_page=100&sort=full_name`,
    );
  }

  async repository(slug: string): Promise<ConsoleRepository> {
    return this.#json(repository, `/repos/${slug}`);
  }

  async pulls(slug: string): Promise<ConsolePullRequest[]> {
    return this.#json(
      z.array(pullRequest),
      `/repos/${slug}/pulls?state=all&per_page=50`,
    );
  }

  async pull(slug: string, number: number): Promise<ConsolePullRequest> {
    return this.#json(pullRequest, `/repos/${slug}/pulls/${number}`);
  }

  async files(slug: string, number: number): Promise<ConsoleFile[]> {
    return this.#json(
      z.array(file),
      `/repos/${slug}/pulls/${number}/files?per_page=100`,
    );
  }

  async reviews(slug: string, number: number) {
    return this.#json(
      z.array(review),
      `/repos/${slug}/pulls/${number}/reviews?per_page=100`,
    );
  }

  async commits(slug: string) {
    return this.#json(z.array(commit), `/repos/${slug}/commits?per_page=20`);
  }

  async runs(slug: string): Promise<ConsoleRun[]> {
    const page = await this.#json(
      z.object({ workflow_runs: z.array(run) }),
      `/repos/${slug}/actions/runs?per_page=20`,
    );
    return page.workflow_runs;
  }

  async review(
    slug: string,
    number: number,
    event: 'APPROVE' | 'REQUEST_CHANGES',
    body: string,
  ): Promise<void> {
    await this.#write('POST', `/repos/${slug}/pulls/${number}/reviews`, {
      event,
      body,
    });
  }

  async merge(slug: string, number: number, sha?: string): Promise<void> {
    await this.#write('PUT', `/repos/${slug}/pulls/${number}/merge`, { sha });
  }

  async close(slug: string, number: number): Promise<void> {
    await this.#write('PATCH', `/repos/${slug}/pulls/${number}`, {
      state: 'closed',
    });
  }

  async #json<T>(schema: z.ZodType<T>, path: string): Promise<T> {
    const response = await this.#send(path, {});
    return schema.parse(await response.json());
  }

  async #write(method: string, path: string, body: unknown): Promise<void> {
    const response = await this.#send(path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    await response.text();
  }

  async #send(
    path: string,
    init: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<Response> {
    const response = await fetch(`${this.#apiUrl}${path}`, {
      ...init,
      headers: {
        Accept: 'application/vnd.github+json',
        ...init.headers,
        Authorization: `Bearer ${this.#token}`,
      },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    if (!response.ok) {
      throw new GitHubRefusal(response.status, await readFailure(response));
    }
    return response;
  }
}

async function readFailure(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { message, errors = [] } = failure.parse(JSON.parse(text));
    const details = errors.map(error =>
      typeof error === 'string' ? error : JSON.stringify(error),
    );
    return [message, ...details].join(': ');
  } catch {
    return `GitHub answered ${response.status}`;
  }
}
