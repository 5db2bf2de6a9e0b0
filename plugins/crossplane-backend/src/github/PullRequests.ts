import { ServiceUnavailableError } from '@backstage/errors';
import type { Endpoints } from '@octokit/types';
import {
  isBranchOfOrder,
  OrderBranchParts,
  OrderPullRequest,
} from '@openportal/plugin-crossplane-common';
import { OrderLocation } from '@openportal/plugin-crossplane-node';
import { CoalescingCache } from '../cache/CoalescingCache';
import { ConditionalGithub } from './ConditionalGithub';
import { toOrderPullRequest } from './toOrderPullRequest';

const TIME_TO_LIVE_MILLISECONDS = 5_000;
const PAGE_SIZE = 100;
const MAX_OPEN_PAGES = 20;
/** More open pull requests for one order are a mistake that nobody needs to see in full. */
const MAX_OPEN_OF_ORDER = 5;
const MAX_MERGED = 1000;

/** A pull request as GitHub lists it. */
export type ListedPullRequest =
  Endpoints['GET /repos/{owner}/{repo}/pulls']['response']['data'][number];

/** Reads the pull requests of a repository of orders. */
export class PullRequests {
  readonly #github: ConditionalGithub;
  readonly #location: OrderLocation;
  readonly #lists = new CoalescingCache<ListedPullRequest[]>({
    timeToLive: TIME_TO_LIVE_MILLISECONDS,
  });
  readonly #details = new CoalescingCache<OrderPullRequest>({
    // What is merged stays as it is.
    timeToLive: ({ state }) =>
      state === 'merged' ? Infinity : TIME_TO_LIVE_MILLISECONDS,
    maxEntries: MAX_MERGED,
  });
  readonly #ofCommits = new CoalescingCache<number | undefined>({
    timeToLive: number =>
      number === undefined ? TIME_TO_LIVE_MILLISECONDS : Infinity,
    maxEntries: MAX_MERGED,
  });

  constructor(github: ConditionalGithub, location: OrderLocation) {
    this.#github = github;
    this.#location = location;
  }

  /** All open pull requests against the base branch, newest first. */
  open(): Promise<ListedPullRequest[]> {
    return this.#lists.get('open', async () => {
      const pulls: ListedPullRequest[] = [];
      for (let page = 1; page <= MAX_OPEN_PAGES; page += 1) {
        const listed = await this.#list(
          { state: 'open', sort: 'created' },
          page,
        );
        pulls.push(...listed.filter(isFromSameRepository));
        if (listed.length < PAGE_SIZE) {
          break;
        }
      }
      return pulls;
    });
  }

  /**
   * The pull requests that matter for an order: the open ones, then the one that was closed last.
   *
   * @param order - which order, where its file is, and the commit that changed the file last
   */
  async ofOrder(order: {
    parts: OrderBranchParts;
    path: string;
    lastCommit: string | undefined;
  }): Promise<OrderPullRequest[]> {
    const { parts, path, lastCommit } = order;
    const isOwn = ({ head }: ListedPullRequest) =>
      isBranchOfOrder(parts, head.ref);
    const [open, closed] = await Promise.all([
      this.open(),
      this.#recentlyClosed(),
    ]);
    const numbers = open
      .filter(isOwn)
      .slice(0, MAX_OPEN_OF_ORDER)
      .map(({ number }) => number);
    const last =
      closed.find(isOwn)?.number ??
      (lastCommit ? await this.#ofCommit(lastCommit) : undefined);
    if (last !== undefined && !numbers.includes(last)) {
      numbers.push(last);
    }
    return Promise.all(numbers.map(number => this.#read(number, path)));
  }

  /** Forgets what may have changed by an event. */
  forget(): void {
    this.#lists.clear();
    this.#details.clear();
  }

  /** The hundred that changed last: who waits for an answer sees it; older ones are found by their commit. */
  #recentlyClosed(): Promise<ListedPullRequest[]> {
    return this.#lists.get('closed', async () => {
      const listed = await this.#list({ state: 'closed', sort: 'updated' }, 1);
      return listed.filter(isFromSameRepository);
    });
  }

  #list(
    selection: { state: 'open' | 'closed'; sort: 'created' | 'updated' },
    page: number,
  ): Promise<ListedPullRequest[]> {
    const { owner, repo, baseBranch } = this.#location;
    return this.#github.get(
      'GET /repos/{owner}/{repo}/pulls',
      {
        owner,
        repo,
        base: baseBranch,
        ...selection,
        direction: 'desc',
        per_page: PAGE_SIZE,
        page,
      },
      'list pull requests',
    );
  }

  /** The merged pull request that brought a commit, also when people opened it by hand. */
  #ofCommit(sha: string): Promise<number | undefined> {
    return this.#ofCommits.get(sha, async () => {
      const { owner, repo, baseBranch } = this.#location;
      const pulls = await this.#github.get(
        'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
        { owner, repo, commit_sha: sha },
        'find the pull request of a commit',
      );
      return pulls.find(
        ({ merged_at, base }) => merged_at && base.ref === baseBranch,
      )?.number;
    });
  }

  #read(number: number, path: string): Promise<OrderPullRequest> {
    return this.#details.get(`${number}:${path}`, async () => {
      const { owner, repo } = this.#location;
      const place = { owner, repo };
      const pull = await this.#github.get(
        'GET /repos/{owner}/{repo}/pulls/{pull_number}',
        { ...place, pull_number: number },
        `read pull request #${number}`,
      );
      const isOpen = pull.state === 'open';
      const [files, reviews, runs, status] = await Promise.all([
        this.#github.get(
          'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
          { ...place, pull_number: number, per_page: PAGE_SIZE },
          `read the files of pull request #${number}`,
        ),
        isOpen
          ? this.#github.get(
              'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
              { ...place, pull_number: number, per_page: PAGE_SIZE },
              `read the reviews of pull request #${number}`,
            )
          : [],
        isOpen ? this.#checkRuns(pull.head.sha) : [],
        isOpen ? this.#statuses(pull.head.sha) : [],
      ]);
      return toOrderPullRequest({ pull, path, files, reviews, runs, status });
    });
  }

  /** Empty when the portal may not read checks: a status page is not worth less for that. */
  async #checkRuns(ref: string) {
    const { owner, repo } = this.#location;
    try {
      const { check_runs } = await this.#github.get(
        'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
        { owner, repo, ref, per_page: PAGE_SIZE },
        'read the checks',
      );
      return check_runs;
    } catch (error) {
      return emptyUnlessDown(error);
    }
  }

  async #statuses(ref: string) {
    const { owner, repo } = this.#location;
    try {
      const { statuses } = await this.#github.get(
        'GET /repos/{owner}/{repo}/commits/{ref}/status',
        { owner, repo, ref, per_page: PAGE_SIZE },
        'read the commit statuses',
      );
      return statuses;
    } catch (error) {
      return emptyUnlessDown(error);
    }
  }
}

/** A fork can name its branches as it likes; orders have theirs in the repository itself. */
function isFromSameRepository({ head, base }: ListedPullRequest): boolean {
  return head.repo?.id === base.repo.id;
}

/** A source that is down must not look like one that has nothing: what was read before is shown then. */
function emptyUnlessDown(error: unknown): [] {
  if (error instanceof ServiceUnavailableError) {
    throw error;
  }
  return [];
}
