import { InputError } from '@backstage/errors';
import {
  CompositeResourceDefinition,
  isBranchOfOrder,
  OrderRef,
} from '@openportal/plugin-crossplane-common';
import {
  orderBranchParts,
  orderFilePath,
  OrderLocation,
  orderLocation,
} from '@openportal/plugin-crossplane-node';
import { LastGood } from '../cache/LastGood';
import { commitOf, FluxObjects } from '../cluster/readFlux';
import { FileContent, FileHistory } from '../github/RepositoryFiles';
import {
  OrderRepositories,
  OrderRepository,
} from '../github/OrderRepositories';
import { GitFact } from '../sources/facts';
import { OverlayPreviews, PreviewFindings } from './OverlayPreviews';

/** Where the file of an order is or would be. */
export interface OrderPlace {
  ref: OrderRef;
  plural: string;
  location: OrderLocation;
  path: string;
}

/**
 * What git knows of orders.
 *
 * @remarks
 * The place of an order follows from its reference, its XRD and the configuration alone. Annotations of the resource
 * are not asked: whoever writes them could point to the file of somebody else.
 */
export class OrderGit {
  readonly #repositories: OrderRepositories | undefined;
  readonly #overlays = new OverlayPreviews();
  readonly #facts = new LastGood<GitFact>();
  readonly #texts = new LastGood<string | undefined>();

  constructor(repositories: OrderRepositories | undefined) {
    this.#repositories = repositories;
  }

  /**
   * Decides where the file of an order is.
   *
   * @throws InputError when orders are not configured, or the XRD sends them to where they may not go
   */
  place(
    ref: OrderRef,
    xrd: CompositeResourceDefinition | undefined,
  ): OrderPlace {
    const repositories = this.#required();
    const location = orderLocation(xrd, repositories.config);
    const plural = xrd?.orderable.plural ?? ref.xrd.split('.')[0];
    return {
      ref,
      plural,
      location,
      path: orderFilePath(location, ref, plural),
    };
  }

  /**
   * The file, its last change and the pull requests that matter. While GitHub answers nobody, what they were when it
   * did.
   */
  async read(place: OrderPlace): Promise<GitFact> {
    const { value, stale } = await this.#facts.get(keyOf(place), () =>
      this.#read(place),
    );
    return stale ? { ...value, stale } : value;
  }

  async #read(place: OrderPlace): Promise<GitFact> {
    const { pulls, files } = this.#at(place);
    const { ref, plural, location, path } = place;
    const [history, content] = await Promise.all([
      files.history(path),
      files.content(path),
    ]);
    const revision = history.commits[0]?.sha;
    return {
      file: {
        repository: location.repository,
        path,
        exists: content !== undefined,
        ...(content?.url ? { url: content.url } : {}),
        ...(revision ? { revision } : {}),
      },
      pulls: await pulls.ofOrder({
        parts: orderBranchParts(location, ref, plural),
        path,
        lastCommit: revision,
      }),
    };
  }

  /** Commits that changed the file. */
  history(place: OrderPlace): Promise<FileHistory> {
    return this.#at(place).files.history(place.path);
  }

  /** The file at a commit, or as the base branch has it. */
  file(place: OrderPlace, revision?: string): Promise<FileContent | undefined> {
    return this.#at(place).files.content(place.path, revision);
  }

  /** The file as the base branch has it now: what a person changes is not what was read seconds ago. */
  async latestFile(place: OrderPlace): Promise<FileContent | undefined> {
    return this.#at(place).files.latestContent(place.path);
  }

  /** The text of the file as the base branch has it, or had it when GitHub answered last. */
  async content(place: OrderPlace): Promise<string | undefined> {
    const { value } = await this.#texts.get(
      keyOf(place),
      async () => (await this.file(place))?.text,
    );
    return value;
  }

  /** What the actions would refuse about a new content of the file, because of what else is in the repository. */
  checkOverlay(place: OrderPlace, content: string): Promise<PreviewFindings> {
    return this.#overlays.check(
      this.#at(place).repository,
      place.path,
      content,
    );
  }

  /** The oldest open pull request of an order. */
  async openPullRequest(
    place: OrderPlace,
  ): Promise<{ number: number; url: string } | undefined> {
    const { ref, plural, location } = place;
    const parts = orderBranchParts(location, ref, plural);
    const pulls = await this.#at(place).pulls.open();
    const found = pulls
      .filter(({ head }) => isBranchOfOrder(parts, head.ref))
      .at(-1);
    return found && { number: found.number, url: found.html_url };
  }

  /** Marks the Flux objects that have the last change of an order; leaves them unmarked where nobody can tell. */
  async markApplied(
    place: OrderPlace,
    commit: string | undefined,
    { sources, kustomizations }: FluxObjects,
  ): Promise<void> {
    if (!commit) {
      return;
    }
    const { files } = this.#at(place);
    await Promise.all(
      [...sources, ...kustomizations].map(async object => {
        const revision = commitOf(object.revision);
        if (revision) {
          object.containsOrder = await files
            .contains(commit, revision)
            .catch(() => undefined);
        }
      }),
    );
  }

  #at(place: OrderPlace): OrderRepository {
    return this.#required().at(place.location);
  }

  #required(): OrderRepositories {
    if (!this.#repositories) {
      throw new InputError(
        'orders are not configured: set idp.orders.repository to the repository that Flux reads',
      );
    }
    return this.#repositories;
  }
}

function keyOf({ location, path }: OrderPlace): string {
  return `${location.host}/${location.repository}/${path}`;
}
