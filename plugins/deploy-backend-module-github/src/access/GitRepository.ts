import { NotFoundError } from '@backstage/errors';
import {
  GithubClient,
  RepositoryDetails,
  classifyGithubError,
  readBranch,
  toGithubError,
} from '@openportal/github-node';
import {
  CommitObject,
  CommitSummary,
  ContentCaches,
  FolderEntry,
} from './ContentCaches';
import { readTexts } from './readTexts';

// Whoever looks so soon after our commit looks at what it wrote.
const OWN_HEAD_AGE_MS = 10_000;
const FULL_SHA = /^[0-9a-f]{40}$/;

/** The reads of one GitHub repository that the adapters need. */
export class GitRepository {
  readonly octokit: GithubClient;
  readonly details: RepositoryDetails;
  readonly #host: string;
  readonly #caches: ContentCaches;
  readonly #signal?: AbortSignal;
  readonly #onMissing: () => void;

  constructor(options: {
    octokit: GithubClient;
    host: string;
    details: RepositoryDetails;
    caches: ContentCaches;
    signal?: AbortSignal;
    /** Called where something is not where it should be: the repository may have another name, or default branch. */
    onMissing?: () => void;
  }) {
    this.octokit = options.octokit;
    this.details = options.details;
    this.#host = options.host;
    this.#caches = options.caches;
    this.#signal = options.signal;
    this.#onMissing = options.onMissing ?? (() => {});
  }

  /** `owner/name`, for messages. */
  get name(): string {
    return `${this.details.owner}/${this.details.repo}`;
  }

  /** What calls of the REST API take. */
  get place() {
    const { owner, repo } = this.details;
    return { owner, repo };
  }

  /** What every call of the GitHub helpers takes. */
  get location() {
    return { octokit: this.octokit, ...this.place, signal: this.#signal };
  }

  /** How pull requests are merged. GitHub leaves the settings out for tokens that may not merge; squash is its first choice. */
  get mergeMethod(): 'merge' | 'squash' | 'rebase' {
    const { allowMergeCommit, allowSquashMerge } = this.details;
    const otherwise = allowMergeCommit ? 'merge' : 'rebase';
    return allowSquashMerge === false ? otherwise : 'squash';
  }

  /** The page of a commit for people. */
  commitUrl(sha: string): string {
    return `${this.details.url}/commit/${sha}`;
  }

  /**
   * The commit that a branch points to, or pointed to a moment ago: whoever asks while another question is on its way
   * gets that answer. For looking only; what is decided wants {@link GitRepository.head}.
   */
  async recentHead(branch: string): Promise<string> {
    const { heads } = this.#caches;
    const key = this.#key(`head:${branch}`);
    const asked = heads.get(key);
    if (asked) {
      // Who asked may have given up since.
      return asked.catch(() => this.head(branch));
    }
    const asking = this.head(branch).finally(() => heads.delete(key));
    heads.set(key, asking);
    return asking;
  }

  /**
   * The commit that a branch points to, as {@link GitRepository.recentHead}; where this process wrote `commit` onto it a
   * moment ago, that one, without a question.
   */
  async headAfter(branch: string, commit: string): Promise<string> {
    const writtenAt = this.#caches.written.peek(
      this.#key(`written:${branch}:${commit}`),
    );
    return writtenAt !== undefined && Date.now() - writtenAt < OWN_HEAD_AGE_MS
      ? commit
      : this.recentHead(branch);
  }

  /** Notes that a commit of our own is the head of a branch now. */
  noteWritten(branch: string, commit: string): void {
    this.#caches.written.put(
      this.#key(`written:${branch}:${commit}`),
      Date.now(),
    );
  }

  /** The commit that a branch points to. */
  async head(branch: string): Promise<string> {
    let head: string | undefined;
    try {
      head = await readBranch({ ...this.location, branch });
    } finally {
      if (!head) {
        this.#onMissing();
      }
    }
    if (!head) {
      throw new NotFoundError(
        `The repository "${this.name}" has no branch "${branch}"; create it, or correct the branch of the environment`,
      );
    }
    return head;
  }

  /** The entries of a folder, or the file itself, at a commit; undefined when there is no such path. */
  async entries(
    path: string,
    revision: string,
  ): Promise<FolderEntry[] | undefined> {
    try {
      return await this.#caches.folders.get(
        this.#key(`${revision}:${path}`),
        async () => {
          const { data } = await this.octokit.rest.repos.getContent({
            ...this.place,
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
        },
      );
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (classifyGithubError(error).kind === 'not-found') {
        return undefined;
      }
      throw this.failure(error, `read "${path}"`);
    }
  }

  /** The texts of files by their object ids; what is not UTF-8 text is refused. */
  async texts(shas: string[]): Promise<Map<string, string>> {
    const known = shas.flatMap((sha): Array<[string, string]> => {
      const text = this.#caches.blobs.peek(this.#key(sha));
      return text === undefined ? [] : [[sha, text]];
    });
    const texts = new Map(known);
    const missing = [...new Set(shas)].filter(sha => !texts.has(sha));
    const read = await this.call('read a file', () =>
      readTexts({ octokit: this.octokit, ...this.place }, missing),
    );
    for (const [sha, text] of read) {
      texts.set(sha, text);
      this.#caches.blobs.put(this.#key(sha), text);
    }
    return texts;
  }

  /** Commits that touched a path, newest first, from a commit on. */
  async commits(options: {
    revision: string;
    path?: string;
    limit: number;
  }): Promise<CommitSummary[]> {
    const { revision, path, limit } = options;
    return this.#caches.histories.get(
      this.#key(`${revision} ${limit} ${path ?? ''}`),
      async () => {
        const { data } = await this.call('read the history', () =>
          this.octokit.rest.repos.listCommits({
            ...this.place,
            sha: revision,
            path,
            per_page: limit,
          }),
        );
        return data.map(({ sha, commit, author }) => ({
          sha,
          message: commit.message,
          committedAt: commit.committer?.date ?? commit.author?.date ?? '',
          author: author?.login ?? commit.author?.name,
        }));
      },
    );
  }

  /** One commit by its id. */
  async commit(sha: string): Promise<CommitObject> {
    return this.#caches.commits.get(this.#key(sha), async () => {
      const { data } = await this.call('read a commit', () =>
        this.octokit.rest.git.getCommit({ ...this.place, commit_sha: sha }),
      );
      return {
        sha: data.sha,
        message: data.message,
        tree: data.tree.sha,
        parents: data.parents.map(parent => parent.sha),
        committedAt: data.committer.date,
        author: data.author.name,
      };
    });
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
        { ...this.place, basehead: `${commit}...${revision}`, per_page: 1 },
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
      throw this.failure(error, 'compare two commits');
    }
  }

  /** Notes what a commit of our own holds, so that nobody has to ask GitHub what we wrote a moment ago. */
  remember(written: {
    folder: string;
    entries: FolderEntry[];
    file: { path: string; sha: string; text: string };
    commit: CommitSummary;
    earlier: CommitSummary[];
    limit: number;
  }): void {
    const { folder, entries, file, commit, earlier, limit } = written;
    this.#caches.blobs.put(this.#key(file.sha), file.text);
    this.#caches.folders.put(
      this.#key(`${commit.sha}:${folder}`),
      entries.map(entry =>
        entry.path === file.path
          ? {
              ...entry,
              sha: file.sha,
              size: Buffer.byteLength(file.text),
              url: `${this.details.url}/blob/${commit.sha}/${file.path}`,
            }
          : entry,
      ),
    );
    this.#caches.histories.put(
      this.#key(`${commit.sha} ${limit} ${folder}`),
      [commit, ...earlier].slice(0, limit),
    );
  }

  /** Runs a call and maps its failure. */
  async call<T>(action: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw this.failure(error, action);
    }
  }

  /** The failure of a call, in words for people. */
  failure(error: unknown, action: string): Error {
    if (['moved', 'not-found'].includes(classifyGithubError(error).kind)) {
      this.#onMissing();
    }
    return toGithubError(error, { action, repository: this.name });
  }

  #key(id: string): string {
    return `${this.#host}/${this.details.id}/${id}`;
  }
}
