import { InputError, NotFoundError } from '@backstage/errors';
import {
  GithubClient,
  classifyGithubError,
  readBranch,
  toGithubError,
} from '@openportal/github-node';
import { BoundedCache } from './BoundedCache';

/** A file or folder in a folder of the repository. */
export interface FolderEntry {
  path: string;
  sha: string;
  size: number;
  isFile: boolean;
  url?: string;
}

/** A commit as the history shows it. */
export interface CommitSummary {
  sha: string;
  message: string;
  committedAt: string;
  author?: string;
  url: string;
}

/** The part of a repository's settings that matters for changes. */
export interface RepositorySettings {
  defaultBranch: string;
  archived: boolean;
  mergeMethod: 'merge' | 'squash' | 'rebase';
}

/** Contents that never change, by repository and object id; shared by all calls. */
export interface ContentCaches {
  blobs: BoundedCache<string>;
  ancestry: BoundedCache<boolean>;
}

export function createContentCaches(): ContentCaches {
  return {
    blobs: new BoundedCache(2000),
    ancestry: new BoundedCache(10_000),
  };
}

const FULL_SHA = /^[0-9a-f]{40}$/;

/** The reads of one GitHub repository that the manifest strategy needs. */
export class GitRepository {
  readonly octokit: GithubClient;
  readonly owner: string;
  readonly repo: string;
  readonly #host: string;
  readonly #caches: ContentCaches;
  readonly #signal?: AbortSignal;

  constructor(options: {
    octokit: GithubClient;
    host: string;
    owner: string;
    repo: string;
    caches: ContentCaches;
    signal?: AbortSignal;
  }) {
    this.octokit = options.octokit;
    this.owner = options.owner;
    this.repo = options.repo;
    this.#host = options.host;
    this.#caches = options.caches;
    this.#signal = options.signal;
  }

  /** `owner/name`, for messages. */
  get name(): string {
    return `${this.owner}/${this.repo}`;
  }

  /** What every call of the GitHub helpers takes. */
  get location() {
    const { octokit, owner, repo } = this;
    return { octokit, owner, repo, signal: this.#signal };
  }

  async settings(): Promise<RepositorySettings> {
    const { data } = await this.#call('read the repository', () =>
      this.octokit.rest.repos.get({ owner: this.owner, repo: this.repo }),
    );
    // GitHub leaves these out for tokens that may not merge; squash is its own first choice.
    const method = data.allow_merge_commit ? 'merge' : 'rebase';
    return {
      defaultBranch: data.default_branch,
      archived: data.archived,
      mergeMethod: data.allow_squash_merge === false ? method : 'squash',
    };
  }

  /** The commit that a branch points to. */
  async head(branch: string): Promise<string> {
    const head = await readBranch({ ...this.location, branch });
    if (!head) {
      throw new NotFoundError(
        `The repository "${this.name}" has no branch "${branch}"; create it, or correct the branch of the environment`,
      );
    }
    return head;
  }

  /** The entries of a folder, or the file itself; undefined when there is no such path. */
  async entries(
    path: string,
    revision: string,
  ): Promise<FolderEntry[] | undefined> {
    try {
      const { data } = await this.octokit.rest.repos.getContent({
        owner: this.owner,
        repo: this.repo,
        path,
        ref: revision,
      });
      return (Array.isArray(data) ? data : [data]).map(entry => ({
        path: entry.path,
        sha: entry.sha,
        size: entry.size,
        isFile: entry.type === 'file',
        url: entry.html_url ?? undefined,
      }));
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (classifyGithubError(error).kind === 'not-found') {
        return undefined;
      }
      throw this.#mapped(error, `read "${path}"`);
    }
  }

  /** The text of a file by its object id; what is not UTF-8 text is refused, so that no edit can damage it. */
  async text(blobSha: string): Promise<string> {
    return this.#caches.blobs.get(this.#key(blobSha), async () => {
      const { data } = await this.#call('read a file', () =>
        this.octokit.rest.git.getBlob({
          owner: this.owner,
          repo: this.repo,
          file_sha: blobSha,
        }),
      );
      const bytes = Buffer.from(
        data.content,
        data.encoding === 'base64' ? 'base64' : 'utf8',
      );
      try {
        // `ignoreBOM` keeps a byte order mark in the text, so that it is written back.
        return new TextDecoder('utf-8', {
          fatal: true,
          ignoreBOM: true,
        }).decode(bytes);
      } catch {
        throw new InputError(
          `A manifest of "${this.name}" is not UTF-8 text; convert it first`,
        );
      }
    });
  }

  /** Commits that touched a path, newest first. */
  async commits(options: {
    revision: string;
    path?: string;
    limit: number;
  }): Promise<CommitSummary[]> {
    const { data } = await this.#call('read the history', () =>
      this.octokit.rest.repos.listCommits({
        owner: this.owner,
        repo: this.repo,
        sha: options.revision,
        path: options.path,
        per_page: options.limit,
      }),
    );
    return data.map(({ sha, commit, author, html_url: url }) => ({
      sha,
      message: commit.message,
      committedAt: commit.committer?.date ?? commit.author?.date ?? '',
      author: author?.login ?? commit.author?.name,
      url,
    }));
  }

  /** Whether a revision contains a commit; undefined when the repository does not know one of them. */
  async contains(
    revision: string,
    commit: string,
  ): Promise<boolean | undefined> {
    if (revision === commit) {
      return true;
    }
    const compare = async () => {
      const { data } = await this.octokit.rest.repos.compareCommitsWithBasehead(
        {
          owner: this.owner,
          repo: this.repo,
          basehead: `${commit}...${revision}`,
          per_page: 1,
        },
      );
      return data.status === 'ahead' || data.status === 'identical';
    };
    try {
      return FULL_SHA.test(revision) && FULL_SHA.test(commit)
        ? await this.#caches.ancestry.get(
            this.#key(`${commit}...${revision}`),
            compare,
          )
        : await compare();
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (classifyGithubError(error).kind === 'not-found') {
        return undefined;
      }
      throw this.#mapped(error, 'compare two commits');
    }
  }

  async commitDate(sha: string): Promise<string | undefined> {
    const { data } = await this.#call('read a commit', () =>
      this.octokit.rest.git.getCommit({
        owner: this.owner,
        repo: this.repo,
        commit_sha: sha,
      }),
    );
    return data.committer.date;
  }

  /** Runs a call and maps its failure. */
  async #call<T>(action: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw this.#mapped(error, action);
    }
  }

  #mapped(error: unknown, action: string): Error {
    return toGithubError(error, { action, repository: this.name });
  }

  #key(id: string): string {
    return `${this.#host}/${this.name}/${id}`;
  }
}
