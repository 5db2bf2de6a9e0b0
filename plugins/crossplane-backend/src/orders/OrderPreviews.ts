import { InputError } from '@backstage/errors';
import {
  CompositeResourceDefinition,
  OrderManifest,
  orderPagePath,
  OrderPreview,
  OrderRef,
} from '@openportal/plugin-crossplane-common';
import {
  allowsAutoMerge,
  currentXrd,
  dryRun,
  OrdersConfig,
} from '@openportal/plugin-crossplane-node';
import { Clusters } from '../cluster/Clusters';
import { withoutSecrets } from '../text/withoutSecrets';
import { OrderGit, OrderPlace } from './OrderGit';
import { PreviewFindings } from './OverlayPreviews';
import {
  CheckedPreviewRequest,
  PreparedOrder,
  prepareOrder,
} from './prepareOrder';
import { unifiedDiff } from './unifiedDiff';

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
    const prepared = prepareOrder({
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
    const diff =
      operation === 'update' && current !== undefined && prepared.manifest
        ? unifiedDiff(place.path, {
            before: current.text,
            after: prepared.content,
            names: ['current', 'changed'],
          })
        : undefined;
    return {
      path: place.path,
      repository: place.location.repository,
      baseBranch: place.location.baseBranch,
      content: prepared.content,
      autoMerge: allowsAutoMerge(this.#config.autoMerge, {
        kind: xrd.orderable.kind,
        ref,
        operation,
      }),
      problems: [
        ...rival,
        ...prepared.problems,
        ...findings.flatMap(({ problems }) => problems),
      ],
      ...(notChecked.length ? { notChecked: notChecked.join('. ') } : {}),
      ...(existing ? { existing } : {}),
      ...(diff === undefined ? {} : { diff }),
    };
  }

  /** The repository and the cluster are asked only about what could be right: their answer would repeat the rest. */
  async #ask(
    place: OrderPlace,
    xrd: CompositeResourceDefinition,
    { manifest, content, problems }: PreparedOrder,
    operation: 'create' | 'update',
  ): Promise<PreviewFindings[]> {
    if (!manifest || problems.length > 0) {
      return [];
    }
    return Promise.all([
      this.#git.checkOverlay(place, content),
      this.#askCluster(place, xrd, manifest, operation),
    ]);
  }

  async #askCluster(
    { ref }: OrderPlace,
    xrd: CompositeResourceDefinition,
    manifest: OrderManifest,
    operation: 'create' | 'update',
  ): Promise<PreviewFindings> {
    const result = await dryRun({
      client: this.#clusters.get(ref.cluster).client,
      xrd,
      manifest,
      namespace: xrd.orderable.namespaced ? ref.namespace : undefined,
      operation,
    });
    switch (result.outcome) {
      case 'exists':
        return {
          problems: [{ path: 'name', message: withoutSecrets(result.reason) }],
        };
      case 'refused':
        return {
          problems: [{ path: 'spec', message: withoutSecrets(result.reason) }],
        };
      case 'not-checked':
        return { problems: [], notChecked: withoutSecrets(result.reason) };
      default:
        return { problems: [] };
    }
  }
}
