import {
  GithubClient,
  readPullRequest,
  toGithubError,
} from '@openportal/github-node';
import {
  isBranchOfOrder,
  OrderBranchParts,
  parseOrderBranch,
} from '@openportal/plugin-crossplane-common';
import { OrdersLocation } from '../config/readCrossplaneConfig';
import { PullRequestFact } from './facts';

const PAGE_SIZE = 100;
const MAX_PAGES = 5;

/** A pull request that is waiting to be merged. */
export interface PendingOrder extends OrderBranchParts {
  url: string;
  createdAt: string;
}

/** Reads pull requests of the orders repository. */
export class PullRequestSource {
  readonly #octokit: GithubClient;
  readonly #location: OrdersLocation;

  constructor(octokit: GithubClient, location: OrdersLocation) {
    this.#octokit = octokit;
    this.#location = location;
  }

  /** The newest pull request of an order, among the most recent ones of the repository. */
  async find(parts: OrderBranchParts): Promise<PullRequestFact | undefined> {
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const pulls = await this.#list('all', page);
      const found = pulls.find(pull => isBranchOfOrder(parts, pull.head.ref));
      if (found) {
        return this.#details(found.number);
      }
      if (pulls.length < PAGE_SIZE) {
        return undefined;
      }
    }
    return undefined;
  }

  async pending(): Promise<PendingOrder[]> {
    const pulls = await this.#list('open', 1);
    return pulls.flatMap(pull => {
      const parts = parseOrderBranch(pull.head.ref);
      return parts
        ? [{ ...parts, url: pull.html_url, createdAt: pull.created_at }]
        : [];
    });
  }

  async #list(state: 'all' | 'open', page: number) {
    const { owner, repo, baseBranch } = this.#location;
    try {
      const { data } = await this.#octokit.rest.pulls.list({
        owner,
        repo,
        base: baseBranch,
        state,
        sort: 'created',
        direction: 'desc',
        per_page: PAGE_SIZE,
        page,
      });
      return data;
    } catch (error) {
      throw toGithubError(error, {
        action: 'list pull requests',
        repository: `${owner}/${repo}`,
      });
    }
  }

  async #details(number: number): Promise<PullRequestFact> {
    const { owner, repo } = this.#location;
    const pull = await readPullRequest({
      octokit: this.#octokit,
      owner,
      repo,
      number,
    });
    return {
      number,
      url: pull.url,
      state: pull.state,
      mergeableState: pull.mergeableState,
      autoMergeArmed: pull.autoMergeArmed,
      mergeCommit: pull.mergeCommitOid,
    };
  }
}
