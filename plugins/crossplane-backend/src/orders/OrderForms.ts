import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  CrossplaneKeys,
  OrderForm,
  OrderRef,
} from '@openportal/plugin-crossplane-common';
import { parseOrderFile } from '@openportal/plugin-crossplane-node';
import { Clusters } from '../cluster/Clusters';
import { readFact } from '../sources/facts';
import { OrderGit, OrderPlace } from './OrderGit';
import { toFormValues } from './toFormValues';

/** Fills forms with what git has. */
export class OrderForms {
  readonly #options: {
    clusters: Clusters;
    git: OrderGit;
    catalog: CatalogService;
    annotationPrefix: string;
  };

  constructor(options: {
    clusters: Clusters;
    git: OrderGit;
    catalog: CatalogService;
    /** Prefix of the owner annotation on orders. */
    annotationPrefix: string;
  }) {
    this.#options = options;
  }

  /**
   * The form of an order, with the template that the caller may see.
   *
   * @throws NotFoundError when the XRD or the file is gone, ConflictError when the file is not that order
   */
  async read(
    ref: OrderRef,
    credentials: BackstageCredentials,
  ): Promise<OrderForm> {
    const { clusters, git, annotationPrefix } = this.#options;
    const definition = await clusters.get(ref.cluster).definition(ref.xrd);
    const xrd = definition?.parsed.xrd;
    if (!xrd) {
      throw new NotFoundError(
        `Cluster '${ref.cluster}' has no valid XRD '${ref.xrd}' (any more): the order cannot be changed with a form`,
      );
    }
    const place = git.place(ref, xrd);
    const file = await git.latestFile(place);
    if (!file) {
      throw await this.#notInGit(place);
    }
    const manifest = parseOrderFile(file.text, {
      path: place.path,
      ref,
      kind: xrd.orderable.kind,
      group: xrd.group,
    });
    const template = await this.#template(ref, credentials);
    return {
      ...(template ? { templateRef: stringifyEntityRef(template) } : {}),
      values: {
        ...toFormValues({
          ref,
          xrd,
          manifest,
          annotationPrefix,
          clusters: template && clustersOf(template),
        }),
        fileVersion: file.fileVersion,
      },
    };
  }

  /** Why there is no file; where GitHub does not tell, what may be the reason. */
  async #notInGit(place: OrderPlace): Promise<NotFoundError> {
    const { path, location } = place;
    const pull = await readFact(() => this.#options.git.openPullRequest(place));
    const gone = 'was removed from git, or did not come by the portal';
    let reason = `waits for its pull request, ${gone}`;
    if (pull.known) {
      reason = pull.value
        ? `waits for the merge of pull request #${pull.value.number}, ${pull.value.url}`
        : gone;
    }
    return new NotFoundError(
      `'${path}' is not in '${location.repository}': the order ${reason}`,
    );
  }

  /** The template that the ingestor made of the XRD, and that orders into this cluster. */
  async #template(
    ref: OrderRef,
    credentials: BackstageCredentials,
  ): Promise<Entity | undefined> {
    const { items } = await this.#options.catalog.getEntities(
      {
        filter: {
          kind: 'Template',
          [`metadata.annotations.${CrossplaneKeys.xrdName}`]: ref.xrd,
        },
      },
      { credentials },
    );
    return items.find(
      template =>
        // Anybody may register a template that names the XRD; the catalog itself says where one came from.
        template.metadata.annotations?.[ANNOTATION_LOCATION]?.startsWith(
          'kubernetes:',
        ) && (clustersOf(template) ?? [ref.cluster]).includes(ref.cluster),
    );
  }
}

/** The clusters that a template orders into. */
function clustersOf({ metadata }: Entity): string[] | undefined {
  return metadata.annotations?.[CrossplaneKeys.clusters]
    ?.split(',')
    .map(cluster => cluster.trim());
}
