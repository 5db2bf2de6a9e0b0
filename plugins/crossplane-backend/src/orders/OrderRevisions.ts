import { NotFoundError } from '@backstage/errors';
import {
  OrderRef,
  OrderRevisionContent,
  OrderRevisionList,
} from '@openportal/plugin-crossplane-common';
import { compareTexts } from '@openportal/plugin-crossplane-node';
import { Clusters } from '../cluster/Clusters';
import { OrderGit, OrderPlace } from './OrderGit';

/** The history of orders in git. */
export class OrderRevisions {
  readonly #clusters: Clusters;
  readonly #git: OrderGit;

  constructor(options: { clusters: Clusters; git: OrderGit }) {
    this.#clusters = options.clusters;
    this.#git = options.git;
  }

  /** The commits that changed the file of an order, newest first. */
  async list(ref: OrderRef): Promise<OrderRevisionList> {
    const { commits, truncated } = await this.#git.history(
      await this.#place(ref),
    );
    return {
      items: commits.map(({ sha, ...commit }, index) => ({
        revision: sha,
        ...commit,
        current: index === 0,
      })),
      truncated,
    };
  }

  /**
   * The file at a revision, and what changed since.
   *
   * @throws NotFoundError when the revision is none of the file: other commits of the repository are nobody's business
   */
  async read(ref: OrderRef, revision: string): Promise<OrderRevisionContent> {
    const place = await this.#place(ref);
    const { commits } = await this.#git.history(place);
    if (!commits.some(({ sha }) => sha === revision)) {
      throw new NotFoundError(
        `'${revision}' is not one of the last ${commits.length} revisions of '${place.path}': choose one of the list of revisions`,
      );
    }
    const [then, now] = await Promise.all([
      this.#git.file(place, revision),
      // Not the branch, whose head may be newer or older than this list of commits.
      this.#git.file(place, commits[0].sha),
    ]);
    return {
      content: then?.text ?? '',
      deleted: then === undefined,
      ...compareTexts({
        before: then?.text ?? '',
        after: now?.text ?? '',
        names: [
          { file: place.path, label: revision.slice(0, 7) },
          { file: place.path, label: 'current' },
        ],
      }),
    };
  }

  async #place(ref: OrderRef): Promise<OrderPlace> {
    const definition = await this.#clusters
      .get(ref.cluster)
      .definition(ref.xrd);
    return this.#git.place(ref, definition?.parsed.xrd);
  }
}
