import { DiffCommit, DiffFile } from '@openportal/plugin-deploy-common';

/** A commit as GitHub compares it. */
export interface ComparedCommit {
  sha: string;
  html_url: string;
  author?: { login?: string } | Record<string, never> | null;
  commit: {
    message: string;
    author?: { name?: string; date?: string } | null;
    committer?: { date?: string } | null;
  };
}

/** A file as GitHub compares it. */
export interface ComparedFile {
  filename: string;
  status: string;
  additions: number;
  deletions: number;
  patch?: string;
}

const MAX_TITLE_LENGTH = 200;
const statuses: Record<string, DiffFile['status']> = {
  added: 'added',
  copied: 'added',
  removed: 'removed',
  renamed: 'renamed',
};
const reversed: Record<DiffFile['status'], DiffFile['status']> = {
  added: 'removed',
  removed: 'added',
  modified: 'modified',
  renamed: 'renamed',
};

/** The number that GitHub's own messages of merges and squashes name. */
export function pullNumberOf(message: string): number | undefined {
  const [title] = message.split('\n');
  const found =
    /^Merge pull request #(\d{1,9}) /.exec(title) ??
    /\(#(\d{1,9})\)(?:\s*\[skip ci\])?$/.exec(title);
  return found ? Number(found[1]) : undefined;
}

export function toDiffCommit(
  commit: ComparedCommit,
  repositoryUrl: string,
): DiffCommit {
  const { message, author, committer } = commit.commit;
  const number = pullNumberOf(message);
  return {
    sha: commit.sha,
    title: message.split('\n')[0].slice(0, MAX_TITLE_LENGTH),
    author: commit.author?.login ?? author?.name,
    at: committer?.date ?? author?.date,
    url: commit.html_url,
    ...(number !== undefined && {
      pullRequest: { number, url: `${repositoryUrl}/pull/${number}` },
    }),
  };
}

/** A file without lines that changed and without a patch is a binary one, unless it was only renamed. */
function isBinary({ status, additions, deletions, patch }: ComparedFile) {
  return (
    additions + deletions === 0 && patch === undefined && status !== 'renamed'
  );
}

export function toDiffFile(file: ComparedFile, isBackward: boolean): DiffFile {
  const status = statuses[file.status] ?? 'modified';
  const { additions, deletions } = file;
  const [more, less] = isBackward
    ? [deletions, additions]
    : [additions, deletions];
  return {
    path: file.filename,
    status: isBackward ? reversed[status] : status,
    ...(isBinary(file) ? {} : { additions: more, deletions: less }),
  };
}
