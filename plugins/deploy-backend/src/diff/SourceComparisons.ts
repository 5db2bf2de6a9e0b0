import {
  RepositoryRef,
  SourceComparison,
} from '@openportal/plugin-deploy-node';
import { RecentAnswers } from '../access/RecentAnswers';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { callPort, READ_TIMEOUT_MS } from '../adapters/callPort';

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;
const MOST_COMPARISONS = 500;
const WHOLE_COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Compares commits, and remembers it: what lies between two commits never changes, unlike where a tag points. */
export class SourceComparisons {
  readonly #adapters: AdapterRegistry;
  readonly #lasting = new RecentAnswers<SourceComparison>({
    maxAgeMs: DAY_MS,
    most: MOST_COMPARISONS,
  });
  readonly #moving = new RecentAnswers<SourceComparison>({
    maxAgeMs: MINUTE_MS,
    most: MOST_COMPARISONS,
  });

  constructor(options: { adapters: AdapterRegistry }) {
    this.#adapters = options.adapters;
  }

  /** Whether anybody knows the history of this repository. */
  supports(repository: RepositoryRef): boolean {
    return this.#adapters.findSourceHistory(repository) !== undefined;
  }

  /**
   * What lies between two commits, tags or branches.
   * @throws what the adapter throws, and where nobody knows the history of the repository
   */
  async compare(
    repository: RepositoryRef,
    query: { base: string; head: string },
  ): Promise<SourceComparison> {
    const history = this.#adapters.findSourceHistory(repository);
    if (!history) {
      throw new Error(
        `Nobody knows the history of '${repository.owner}/${repository.name}'`,
      );
    }
    const isLasting = [query.base, query.head].every(ref =>
      WHOLE_COMMIT.test(ref),
    );
    const answers = isLasting ? this.#lasting : this.#moving;
    return answers.get(
      JSON.stringify([
        repository.host,
        repository.owner,
        repository.name,
        query.base,
        query.head,
      ]),
      () =>
        callPort(
          `The source history '${history.id}'`,
          READ_TIMEOUT_MS,
          signal => history.compare(repository, query, { signal }),
        ),
    );
  }
}
