import { ConflictError } from '@backstage/errors';
import type { GithubClient } from '../client/createOctokit';
import { lookThenAct } from '../client/lookThenAct';
import { toGithubError } from '../errors/toGithubError';
import { commitWithModes } from './commitWithModes';
import {
  CommitAuthor,
  CommitTrailer,
  coAuthorTrailer,
  formatCommitMessage,
} from './trailers';

/**
 * A file to write in a commit.
 *
 * @public
 */
export interface FileAddition {
  /** Path from the root of the repository, with forward slashes. */
  path: string;
  content: string | Uint8Array;
  /** Defaults to false. */
  executable?: boolean;
}

/**
 * Options for {@link commitFiles}.
 *
 * @public
 */
export interface CommitFilesOptions {
  octokit: GithubClient;
  owner: string;
  repo: string;
  branch: string;
  /** The commit that the change was made for: when the branch has moved on, nothing is written. */
  expectedHeadOid: string;
  /**
   * Another commit to merge into the branch: the result has its files, with `additions` and `deletions` on top, and
   * nothing else of the branch. So a change is redone on a base that moved, without rewriting history.
   */
  mergedOid?: string;
  message: string;
  additions?: FileAddition[];
  /** Paths to remove. */
  deletions?: string[];
  /** Who asked for the change; named as co-author. */
  author?: CommitAuthor;
  trailers?: CommitTrailer[];
  signal?: AbortSignal;
}

/**
 * The commit that {@link commitFiles} wrote, or found written by an earlier try.
 *
 * @public
 */
export interface CommitFilesResult {
  oid: string;
  /** Only where this call wrote it itself, in one step. */
  committedAt?: string;
  /** Login of its author, or the name where GitHub knows no account; like `committedAt`. */
  author?: string;
}

const MUTATION = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) {
    commit { oid committedDate author { name user { login } } }
  }
}`;

interface MutationAnswer {
  createCommitOnBranch: {
    commit: {
      oid: string;
      committedDate: string;
      author?: { name?: string | null; user?: { login: string } | null } | null;
    };
  };
}

function toBase64(content: string | Uint8Array): string {
  return typeof content === 'string'
    ? Buffer.from(content, 'utf8').toString('base64')
    : Buffer.from(content).toString('base64');
}

/**
 * Writes files to a branch in one commit, provided that the branch still points to the expected commit.
 *
 * @remarks
 *
 * Uses `createCommitOnBranch` of the GraphQL API, because it is the one call that compares, writes all files
 * and moves the branch at once, and because GitHub signs such commits. The price: the commit belongs to the
 * portal's own identity, so that people are named by a `Co-authored-by` trailer, and the branch must have a
 * commit already. That call knows no file modes and no merges: a commit with an executable file, or of two parents, is
 * written through the Git data API, whose last step is just as atomic.
 *
 * When the answer gets lost, the head of the branch tells whether the commit was written. A moved branch is a
 * `ConflictError`: read it again, redo the change on it, and try again.
 *
 * @public
 */
export async function commitFiles(
  options: CommitFilesOptions,
): Promise<CommitFilesResult> {
  const { octokit, owner, repo, branch, expectedHeadOid } = options;
  const message = formatCommitMessage(options.message, [
    ...(options.trailers ?? []),
    ...(options.author ? [coAuthorTrailer(options.author)] : []),
  ]);
  const [headline, ...rest] = message.split('\n');
  const body = rest.join('\n').trim();
  let acted = false;

  const look = async (): Promise<CommitFilesResult | undefined> => {
    if (!acted) {
      return undefined;
    }
    const { data: ref } = await octokit.rest.git.getRef({
      owner,
      repo,
      ref: `heads/${branch}`,
    });
    const head = ref.object.sha;
    if (head === expectedHeadOid) {
      return undefined;
    }
    const { data: commit } = await octokit.rest.git.getCommit({
      owner,
      repo,
      commit_sha: head,
    });
    const isOurs =
      commit.parents[0]?.sha === expectedHeadOid &&
      commit.message.trim() === message;
    if (!isOurs) {
      throw new ConflictError(
        `Could not commit to branch "${branch}" of "${owner}/${repo}": it moved from ${expectedHeadOid} to ${head} meanwhile. Read the branch again and redo the change on it.`,
      );
    }
    return { oid: head };
  };

  const additions = (options.additions ?? []).map(
    ({ path, content, executable = false }) => ({
      path,
      content: toBase64(content),
      executable,
    }),
  );
  const deletions = options.deletions ?? [];

  const act = async (): Promise<CommitFilesResult> => {
    acted = true;
    if (options.mergedOid || additions.some(({ executable }) => executable)) {
      const oid = await commitWithModes({
        octokit,
        owner,
        repo,
        branch,
        expectedHeadOid,
        mergedOid: options.mergedOid,
        message,
        additions,
        deletions,
      });
      return { oid };
    }
    const answer = await octokit.graphql<MutationAnswer>(MUTATION, {
      input: {
        branch: {
          repositoryNameWithOwner: `${owner}/${repo}`,
          branchName: branch,
        },
        expectedHeadOid,
        message: { headline, ...(body ? { body } : {}) },
        fileChanges: {
          additions: additions.map(({ path, content }) => ({
            path,
            contents: content,
          })),
          deletions: deletions.map(path => ({ path })),
        },
      },
    });
    const { commit } = answer.createCommitOnBranch;
    return {
      oid: commit.oid,
      committedAt: commit.committedDate,
      author: commit.author?.user?.login ?? commit.author?.name ?? undefined,
    };
  };

  try {
    const { value } = await lookThenAct({
      look,
      act,
      signal: options.signal,
    });
    return value;
  } catch (error) {
    options.signal?.throwIfAborted();
    throw toGithubError(error, {
      action: `commit to branch "${branch}"`,
      repository: `${owner}/${repo}`,
    });
  }
}
