import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import { readBranch } from '@openportal/github-node';
import { OrderPreview } from '@openportal/plugin-crossplane-common';
import {
  checkOverlay,
  orderFileChanges,
  OrderSnapshot,
  OrdersRepository,
  readSnapshot,
  withoutSecrets,
} from '@openportal/plugin-crossplane-node';
import { CoalescingCache } from '../cache/CoalescingCache';

const SHORT_MILLISECONDS = 5_000;
const MAX_SNAPSHOTS = 200;

/** What a preview tells about an order that is not made yet. */
export type PreviewFindings = Pick<OrderPreview, 'problems' | 'notChecked'>;

/**
 * Says what the actions would refuse because of what the repository has: a list of orders that would not build, a link
 * in the place of a folder. A form asks at every pause of the person who fills it in, so that what belongs to a commit is
 * read once.
 */
export class OverlayPreviews {
  readonly #heads = new CoalescingCache<string | undefined>({
    timeToLive: SHORT_MILLISECONDS,
  });
  readonly #snapshots = new CoalescingCache<OrderSnapshot>({
    // A commit stays what it is.
    timeToLive: Infinity,
    maxEntries: MAX_SNAPSHOTS,
  });

  async check(
    repository: OrdersRepository,
    path: string,
    content: string,
  ): Promise<PreviewFindings> {
    const { owner, repo, baseBranch } = repository;
    const name = `${owner}/${repo}`;
    try {
      const head = await this.#heads.get(name, () =>
        readBranch({ ...repository, branch: baseBranch }),
      );
      if (!head) {
        return problem(
          `Branch "${baseBranch}" does not exist in "${name}": create it, or correct idp.orders.baseBranch`,
        );
      }
      const snapshot = await this.#snapshots.get(
        `${name} ${head} ${path}`,
        () => readSnapshot(repository, head, path),
      );
      const changes = orderFileChanges(snapshot, content);
      const { unchecked } = await checkOverlay(repository, snapshot, changes);
      return unchecked > 0
        ? {
            problems: [],
            notChecked: `${snapshot.kustomization?.path} lists more files than can be read at once: whether all of them build was not checked`,
          }
        : { problems: [] };
    } catch (error) {
      if (error instanceof ConflictError) {
        return problem(error.message);
      }
      if (error instanceof ServiceUnavailableError) {
        return { problems: [], notChecked: withoutSecrets(error.message) };
      }
      throw error;
    }
  }
}

function problem(message: string): PreviewFindings {
  return { problems: [{ path: '', message: withoutSecrets(message) }] };
}
