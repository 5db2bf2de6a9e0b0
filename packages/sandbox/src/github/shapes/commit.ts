import type { Account, Repository } from '../entities';
import type { ChangedFile, Commit, Signature } from '../git';
import { nodeId, type Links } from '../Links';
import { toSimpleUser } from './account';

const UNSIGNED = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
};

export interface CommitContext {
  links: Links;
  repository: Repository;
  /** The account behind a commit's address, if there is one. */
  accountOf(signature: Signature): Account | undefined;
}

export function toCommit(context: CommitContext, commit: Commit) {
  const { links, repository } = context;
  const url = links.repository(repository);
  const page = links.page(repository);
  const user = (signature: Signature) => {
    const account = context.accountOf(signature);
    return account ? toSimpleUser(links, account) : null;
  };
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', `${repository.id}:${commit.sha}`),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      url: `${url}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: UNSIGNED,
    },
    url: `${url}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    author: user(commit.author),
    committer: user(commit.committer),
    parents: commit.parents.map(sha => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  };
}

/** A commit as the low-level git API shows it. */
export function toGitCommit(
  links: Links,
  repository: Repository,
  commit: Commit,
) {
  const url = links.repository(repository);
  const page = links.page(repository);
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', `${repository.id}:${commit.sha}`),
    url: `${url}/git/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map(sha => ({
      sha,
      url: `${url}/git/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
    verification: UNSIGNED,
  };
}

/** A commit inside a webhook or a workflow run. */
export function toSimpleCommit(commit: Commit) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

export function toFile(
  links: Links,
  repository: Repository,
  sha: string,
  file: ChangedFile,
) {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${links.page(repository)}/blob/${sha}/${path}`,
    raw_url: `${links.page(repository)}/raw/${sha}/${path}`,
    contents_url: `${links.repository(repository)}/contents/${path}?ref=${sha}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath ? { previous_filename: file.previousPath } : {}),
  };
}
