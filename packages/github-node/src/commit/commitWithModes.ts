import type { GithubClient } from '../client/createOctokit';

/** A commit that is to be written through the Git data API. */
export interface CommitWithModes {
  octokit: GithubClient;
  owner: string;
  repo: string;
  branch: string;
  expectedHeadOid: string;
  /** Another commit to merge: its files are taken, with the additions and deletions on top. */
  mergedOid?: string;
  message: string;
  additions: Array<{
    path: string;
    /** Base64. */
    content: string;
    executable: boolean;
  }>;
  deletions: string[];
}

/**
 * Writes a commit with file modes: objects first, which nobody sees, then the branch in one step. GitHub moves
 * the branch only forwards, and the commit's parent is the expected head, so that a branch that moved
 * meanwhile is refused here too.
 */
export async function commitWithModes(
  options: CommitWithModes,
): Promise<string> {
  const { octokit, owner, repo, expectedHeadOid, mergedOid } = options;
  const { data: parent } = await octokit.rest.git.getCommit({
    owner,
    repo,
    commit_sha: mergedOid ?? expectedHeadOid,
  });
  const added = [];
  // One after the other: GitHub asks for that with writes, and limits callers who do otherwise.
  for (const { path, content, executable } of options.additions) {
    const { data: blob } = await octokit.rest.git.createBlob({
      owner,
      repo,
      content,
      encoding: 'base64',
    });
    added.push({
      path,
      type: 'blob' as const,
      mode: executable ? ('100755' as const) : ('100644' as const),
      sha: blob.sha,
    });
  }
  const { data: tree } = await octokit.rest.git.createTree({
    owner,
    repo,
    base_tree: parent.tree.sha,
    tree: [
      ...added,
      ...options.deletions.map(path => ({
        path,
        type: 'blob' as const,
        mode: '100644' as const,
        sha: null,
      })),
    ],
  });
  const { data: commit } = await octokit.rest.git.createCommit({
    owner,
    repo,
    message: options.message,
    tree: tree.sha,
    parents: mergedOid ? [expectedHeadOid, mergedOid] : [expectedHeadOid],
  });
  await octokit.rest.git.updateRef({
    owner,
    repo,
    ref: `heads/${options.branch}`,
    sha: commit.sha,
    force: false,
  });
  return commit.sha;
}
