import { InputError } from '@backstage/errors';
import {
  CompositeResourceDefinition,
  orderPagePath,
  OrderPreview,
  OrderRef,
} from '@openportal/plugin-crossplane-common';
import {
  compareTexts,
  currentXrd,
  decideAutoMerge,
  dryRun,
  DryRunResult,
  findUnchecked,
  OrdersConfig,
  refuseSharedPath,
  withoutSecrets,
} from '@openportal/plugin-crossplane-node';
import { withTimeLimit } from '../cache/withTimeLimit';
import { Clusters } from '../cluster/Clusters';
import { OrderGit, OrderPlace } from './OrderGit';
import { PreviewFindings } from './OverlayPreviews';
import {
  CheckedPreviewRequest,
  PreparedOrder,
  prepareOrder,
} from './prepareOrder';

const CLUSTER_MILLISECONDS = 5_000;

/** Says what an order would do, with the code that does it, without doing it. */
export class OrderPreviews {
  readonly #clusters: Clusters;
  readonly #git: OrderGit;
  readonly #config: OrdersConfig | undefined;

  constructor(options: {
    clusters: Clusters;
    git: OrderGit;
    /** Undefined when orders are not configured. */
    config: OrdersConfig | undefined;
  }) {
    this.#clusters = options.clusters;
    this.#git = options.git;
    this.#config = options.config;
  }

  /**
   * Previews an order that the caller may make.
   *
   * @throws NotFoundError, ConflictError or InputError of the action when there is nothing to preview: the XRD is gone
   * or does not serve the version
   */
  async preview(
    ref: OrderRef,
    request: CheckedPreviewRequest,
    requestedBy: string,
  ): Promise<OrderPreview> {
    if (!this.#config) {
      throw new InputError(
        'Orders are not configured: set idp.orders.repository to the repository that Flux reads',
      );
    }
    const { client } = this.#clusters.get(ref.cluster);
    const operation = request.operation ?? 'create';
    const xrd = await currentXrd({ client, input: request });
    const place = this.#git.place(ref, xrd);
    const current = await this.#git.file(place);
    const prepared = await prepareOrder({
      xrd,
      ref,
      request,
      requestedBy,
      orders: this.#config,
      path: place.path,
      current,
    });
    const open = await this.#git.openPullRequest(place);
    const existing =
      operation === 'create'
        ? (current && { url: orderPagePath(place.ref) }) ??
          (open && { url: open.url })
        : undefined;
    const rival =
      operation === 'update' && open
        ? [
            {
              path: '',
              message: `Order '${ref.name}' is being changed already: see ${open.url}. Wait until that pull request is merged or closed`,
            },
          ]
        : [];
    const findings = existing
      ? []
      : await this.#ask(place, xrd, prepared, operation);
    const notChecked = [
      ...prepared.notChecked,
      ...findings.flatMap(item => item.notChecked ?? []),
    ];
    const difference =
      operation === 'update' && current !== undefined && prepared.manifest
        ? compareTexts({
            before: current.text,
            after: prepared.content,
            names: [
              { file: place.path, label: 'current' },
              { file: place.path, label: 'changed' },
            ],
          })
        : {};
    const decision = decideAutoMerge(this.#config, {
      kind: xrd.orderable.kind,
      ref,
      operation,
      unchecked: findings.flatMap(item => item.unchecked ?? []),
    });
    return {
      path: place.path,
      repository: place.location.repository,
      baseBranch: place.location.baseBranch,
      content: prepared.content,
      autoMerge: decision.merge,
      ...(decision.waitsBecause ? { waitsBecause: decision.waitsBecause } : {}),
      problems: [
        ...rival,
        ...prepared.problems,
        ...findings.flatMap(({ problems }) => problems),
      ],
      ...(notChecked.length ? { notChecked: notChecked.join('. ') } : {}),
      ...(existing ? { existing } : {}),
      ...difference,
    };
  }

  /** The repository and the cluster are asked only about what could be right: their answer would repeat the rest. */
  async #ask(
    place: OrderPlace,
    xrd: CompositeResourceDefinition,
    { manifest, content, problems, notChecked }: PreparedOrder,
    operation: 'create' | 'update',
  ): Promise<Findings[]> {
    if (!manifest || problems.length > 0) {
      return [];
    }
    const { client } = this.#clusters.get(place.ref.cluster);
    const dryRunOfOrder = dryRun({
      client,
      xrd,
      manifest,
      namespace: xrd.orderable.namespaced ? place.ref.namespace : undefined,
      operation,
    });
    return Promise.all([
      this.#git.checkOverlay(place, content),
      this.#askOthers(place, xrd),
      dryRunOfOrder.then(answer => ({
        ...toFindings(answer),
        unchecked: findUnchecked({ xrd, notChecked, answer }),
      })),
    ]);
  }

  /** Which clusters would apply the order too. */
  async #askOthers(
    { ref, location }: OrderPlace,
    xrd: CompositeResourceDefinition,
  ): Promise<Findings> {
    try {
      const unchecked = await refuseSharedPath({
        xrd,
        cluster: ref.cluster,
        location,
        clusters: this.#clusters.select().map(({ cluster }) => cluster),
        offers: async name => {
          const reader = this.#clusters.get(name);
          const found = await withTimeLimit(
            `Cluster '${name}'`,
            CLUSTER_MILLISECONDS,
            reader.definition(ref.xrd),
          );
          return found !== undefined;
        },
      });
      return {
        problems: [],
        unchecked,
        ...(unchecked.length ? { notChecked: unchecked.join('. ') } : {}),
      };
    } catch (error) {
      if (error instanceof InputError) {
        return { problems: [{ path: 'cluster', message: error.message }] };
      }
      throw error;
    }
  }
}

type Findings = PreviewFindings & { unchecked?: string[] };

function toFindings(answer: DryRunResult): PreviewFindings {
  switch (answer.outcome) {
    case 'exists':
      return {
        problems: [{ path: 'name', message: withoutSecrets(answer.reason) }],
      };
    case 'refused':
      return {
        problems: [{ path: 'spec', message: withoutSecrets(answer.reason) }],
      };
    case 'not-checked':
      return { problems: [], notChecked: withoutSecrets(answer.reason) };
    default:
      return { problems: [] };
  }
}
