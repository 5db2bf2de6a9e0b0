import { ConflictError } from '@backstage/errors';
import { OrderLocation } from '@openportal/plugin-crossplane-node';
import { CoalescingCache } from '../cache/CoalescingCache';
import { ConditionalGithub } from './ConditionalGithub';

const SHORT_MILLISECONDS = 5_000;
const LONG_MILLISECONDS = 10 * 60_000;
const REVISIONS_PER_PAGE = 50;
/** An order is a page of YAML; whatever is larger is none. */
const MAX_FILE_BYTES = 1_000_000;

/** A commit that changed a file. */
export interface FileCommit {
  sha: string;
  message: string;
  author?: string;
  date: string;
  url: string;
}

/** The commits that changed a file, newest first. */
export interface FileHistory {
  commits: FileCommit[];
  truncated: boolean;
}

/** A file at a revision. */
export interface FileContent {
  text: string;
  /** Id of the content: the same as long as the content is. */
  fileVersion: string;
  url?: string;
}

/** Reads files of a repository of orders, as they are and as they were. */
export class RepositoryFiles {
  readonly #github: ConditionalGithub;
  readonly #location: OrderLocation;
  readonly #histories = new CoalescingCache<FileHistory>({
    timeToLive: SHORT_MILLISECONDS,
  });
  readonly #contents = new CoalescingCache<FileContent | undefined>({
    timeToLive: SHORT_MILLISECONDS,
  });
  readonly #trees = new CoalescingCache<Set<string> | undefined>({
    timeToLive: SHORT_MILLISECONDS,
  });
  readonly #containments = new CoalescingCache<boolean>({
    // Once in, a commit stays in, unless somebody rewrites the branch.
    timeToLive: contains => (contains ? LONG_MILLISECONDS : SHORT_MILLISECONDS),
  });

  constructor(github: ConditionalGithub, location: OrderLocation) {
    this.#github = github;
    this.#location = location;
  }

  /** Commits of the base branch that changed the file. */
  history(path: string): Promise<FileHistory> {
    return this.#histories.get(path, async () => {
      const { owner, repo, baseBranch } = this.#location;
      const data = await this.#github.get(
        'GET /repos/{owner}/{repo}/commits',
        { owner, repo, sha: baseBranch, path, per_page: REVISIONS_PER_PAGE },
        `list the changes of '${path}'`,
      );
      const commits = data.map(({ sha, html_url, commit, author }) => ({
        sha,
        message: commit.message.split('\n', 1)[0],
        author: commit.author?.name ?? author?.login,
        date: commit.author?.date ?? commit.committer?.date ?? '',
        url: html_url,
      }));
      return { commits, truncated: commits.length === REVISIONS_PER_PAGE };
    });
  }

  /** The file at a commit or on the base branch; `undefined` when there is none. */
  content(path: string, revision?: string): Promise<FileContent | undefined> {
    const { owner, repo, baseBranch } = this.#location;
    const ref = revision ?? baseBranch;
    return this.#contents.get(`${ref}:${path}`, async () => {
      const data = await this.#github.find(
        'GET /repos/{owner}/{repo}/contents/{path}',
        { owner, repo, path, ref },
        `read '${path}'`,
      );
      if (data === undefined) {
        return undefined;
      }
      if (
        Array.isArray(data) ||
        data.type !== 'file' ||
        data.size > MAX_FILE_BYTES
      ) {
        throw new ConflictError(
          `'${path}' in '${owner}/${repo}' is not the file of an order: it must be a file of at most ${MAX_FILE_BYTES} bytes`,
        );
      }
      return {
        text: Buffer.from(data.content, 'base64').toString('utf8'),
        fileVersion: data.sha,
        url: data.html_url ?? undefined,
      };
    });
  }

  /** The file on the base branch, read anew. */
  latestContent(path: string): Promise<FileContent | undefined> {
    this.#contents.delete(`${this.#location.baseBranch}:${path}`);
    return this.content(path);
  }

  /** All paths of the base branch; `undefined` when there are more than GitHub lists. */
  paths(): Promise<Set<string> | undefined> {
    return this.#trees.get('', async () => {
      const { owner, repo, baseBranch } = this.#location;
      const data = await this.#github.get(
        'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
        { owner, repo, tree_sha: baseBranch, recursive: '1' },
        'list the files of orders',
      );
      return data.truncated
        ? undefined
        : new Set(data.tree.flatMap(({ path }) => path ?? []));
    });
  }

  /** Whether a commit is part of what a revision has. */
  contains(commit: string, revision: string): Promise<boolean> {
    return this.#containments.get(`${commit}...${revision}`, async () => {
      if (commit === revision) {
        return true;
      }
      const { owner, repo } = this.#location;
      const data = await this.#github.get(
        'GET /repos/{owner}/{repo}/compare/{basehead}',
        { owner, repo, basehead: `${commit}...${revision}`, per_page: 1 },
        'compare the order with what Flux applied',
      );
      return data.status === 'ahead' || data.status === 'identical';
    });
  }

  /** Forgets what the branch had: it was pushed to. */
  forget(): void {
    this.#histories.clear();
    this.#contents.clear();
    this.#trees.clear();
  }
}
