import { InputError, NotFoundError } from '@backstage/errors';
import { classifyGithubError } from '@openportal/github-node';
import {
  PortCallOptions,
  RepositoryRef,
  SourceComparison,
  SourceHistory,
} from '@openportal/plugin-deploy-node';
import { GithubAccess } from '../access/GithubAccess';
import { GitRepository } from '../access/GitRepository';
import {
  ComparedCommit,
  ComparedFile,
  toDiffCommit,
  toDiffFile,
} from './toComparison';

const MAX_COMMITS = 250;
/** GitHub gives no more files of a comparison, on any page. */
const MAX_FILES = 300;
const PAGE = 100;
const REVISION = /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._\/-]{0,254}$/;

const directions = {
  ahead: 'forward',
  behind: 'backward',
  diverged: 'diverged',
  identical: 'same',
} as const;

interface Answer {
  status: keyof typeof directions;
  html_url: string;
  total_commits: number;
  commits: ComparedCommit[];
  files?: ComparedFile[];
}

/** The history of source code, by GitHub's comparison of commits. */
export class GithubSourceHistory implements SourceHistory {
  readonly id = 'github';
  readonly #access: GithubAccess;

  constructor(options: { access: GithubAccess }) {
    this.#access = options.access;
  }

  supports(repository: RepositoryRef): boolean {
    return this.#access.supports(repository);
  }

  async compare(
    ref: RepositoryRef,
    query: { base: string; head: string },
    options?: PortCallOptions,
  ): Promise<SourceComparison> {
    const { base, head } = query;
    for (const revision of [base, head]) {
      if (!REVISION.test(revision)) {
        throw new InputError(
          `'${revision}' is not the name of a commit, tag or branch`,
        );
      }
    }
    const repository = await this.#access.open(ref, options);
    const first = await readPage(repository, base, head, 1);
    if (first.status !== 'behind') {
      return toComparison(repository, base, head, first, 'head');
    }
    // What the head lacks is only told the other way round.
    const other = await readPage(repository, head, base, 1);
    return toComparison(repository, head, base, other, 'base');
  }
}

async function toComparison(
  repository: GitRepository,
  base: string,
  head: string,
  first: Answer,
  newer: 'head' | 'base',
): Promise<SourceComparison> {
  const commits = await readNewest(repository, base, head, first);
  const files = (first.files ?? []).slice(0, MAX_FILES);
  const { url } = repository.details;
  return {
    direction: newer === 'base' ? 'backward' : directions[first.status],
    commits: commits.map(commit => toDiffCommit(commit, url)),
    totalCommits: first.total_commits,
    files: files.map(file => toDiffFile(file, newer === 'base')),
    totalFiles: files.length < MAX_FILES ? files.length : undefined,
    url: first.html_url,
  };
}

/** The newest commits, newest first. GitHub lists the oldest first, so that the last pages are wanted. */
async function readNewest(
  repository: GitRepository,
  base: string,
  head: string,
  first: Answer,
): Promise<ComparedCommit[]> {
  const last = Math.ceil(first.total_commits / PAGE);
  const newest: ComparedCommit[] = [];
  for (let page = last; page >= 1 && newest.length < MAX_COMMITS; page -= 1) {
    const { commits } =
      page === 1 ? first : await readPage(repository, base, head, page);
    newest.push(...[...commits].reverse());
  }
  return newest.slice(0, MAX_COMMITS);
}

async function readPage(
  repository: GitRepository,
  base: string,
  head: string,
  page: number,
): Promise<Answer> {
  try {
    const { data } =
      await repository.octokit.rest.repos.compareCommitsWithBasehead({
        ...repository.place,
        basehead: `${base}...${head}`,
        per_page: PAGE,
        page,
      });
    return data;
  } catch (error) {
    repository.location.signal?.throwIfAborted();
    if (classifyGithubError(error).kind === 'not-found') {
      throw await explainMissing(repository, base, head);
    }
    throw repository.failure(error, 'compare two commits');
  }
}

async function explainMissing(
  repository: GitRepository,
  base: string,
  head: string,
): Promise<Error> {
  for (const revision of [base, head]) {
    if (!(await isThere(repository, revision))) {
      return new NotFoundError(
        `The repository "${repository.name}" has no commit, tag or branch '${revision}'; it may have been deleted`,
      );
    }
  }
  return new NotFoundError(
    `'${base}' and '${head}' of "${repository.name}" have no common history, so that nothing lies between them`,
  );
}

async function isThere(
  repository: GitRepository,
  revision: string,
): Promise<boolean> {
  try {
    await repository.octokit.rest.repos.getCommit({
      ...repository.place,
      ref: revision,
      per_page: 1,
    });
    return true;
  } catch (error) {
    repository.location.signal?.throwIfAborted();
    const { kind } = classifyGithubError(error);
    // GitHub answers 422 where no commit has such an id.
    if (kind === 'not-found' || kind === 'invalid') {
      return false;
    }
    throw repository.failure(error, `look for '${revision}'`);
  }
}
