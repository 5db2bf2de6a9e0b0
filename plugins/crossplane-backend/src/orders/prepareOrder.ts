import { ConflictError, InputError } from '@backstage/errors';
import {
  CompositeResourceDefinition,
  isCurrentForm,
  OrderManifest,
  OrderPreview,
  OrderPreviewRequest,
  OrderRef,
} from '@openportal/plugin-crossplane-common';
import {
  buildOrder,
  checkManifest,
  editManifest,
  findImmutableChanges,
  OrdersConfig,
  parseOrderFile,
  toOwner,
  updateManifest,
} from '@openportal/plugin-crossplane-node';

type Problem = OrderPreview['problems'][number];

/** A request whose values were checked. */
export type CheckedPreviewRequest = OrderPreviewRequest & {
  compositionUpdatePolicy?: 'Automatic' | 'Manual';
};

/** What an order would write, as far as that can be told. */
export interface PreparedOrder {
  /** Undefined when the values have no place in a manifest. */
  manifest?: OrderManifest;
  /** The file; empty when there is no manifest. */
  content: string;
  problems: Problem[];
  /** Rules of the XRD that only the cluster can check; usually none. */
  notChecked: string[];
}

/** What {@link prepareOrder} depends on. */
export interface OrderToPrepare {
  /** The XRD at the version that is ordered. */
  xrd: CompositeResourceDefinition;
  ref: OrderRef;
  request: CheckedPreviewRequest;
  requestedBy: string;
  orders: OrdersConfig;
  path: string;
  /** The file as git has it, and its blob id. */
  current: { text: string; fileVersion: string } | undefined;
}

/** Makes the file of an order as the actions do, and collects everything that they would refuse. */
export async function prepareOrder(
  order: OrderToPrepare,
): Promise<PreparedOrder> {
  const { xrd, request } = order;
  const problems = outdatedForm(order);
  try {
    const prepared =
      request.operation === 'update' ? update(order) : create(order);
    const checked = await checkManifest(xrd, prepared.manifest);
    return {
      ...prepared,
      problems: [...problems, ...checked.problems, ...prepared.problems],
      notChecked: checked.notChecked.map(({ message }) => message),
    };
  } catch (error) {
    if (error instanceof InputError || error instanceof ConflictError) {
      const path = /^Form value (\S+):/.exec(error.message)?.[1] ?? '';
      return {
        content: '',
        problems: [...problems, { path, message: error.message }],
        notChecked: [],
      };
    }
    throw error;
  }
}

type Made = Omit<PreparedOrder, 'notChecked'> & { manifest: OrderManifest };

function create({ xrd, ref, request, ...order }: OrderToPrepare): Made {
  const { manifest, content } = buildOrder({
    xrd,
    ref,
    spec: request.spec,
    fromForm: Boolean(request.formVersion),
    owner: request.owner && toOwner(request.owner),
    requestedBy: order.requestedBy,
    orders: order.orders,
    composition: request.composition || undefined,
    compositionUpdatePolicy: request.compositionUpdatePolicy,
  });
  return { manifest, content, problems: [] };
}

function update(order: OrderToPrepare): Made {
  const { xrd, ref, path, current } = order;
  const { kind } = xrd.orderable;
  if (current === undefined) {
    throw new ConflictError(
      `'${path}' is not in the orders repository: order it anew, or restore an earlier revision`,
    );
  }
  const { text, fileVersion } = current;
  const before = parseOrderFile(text, { path, ref, kind, group: xrd.group });
  const manifest = updateManifest(xrd, before, create(order).manifest, {
    asksForComposition: order.request.choiceOfComposition?.includes(
      ref.cluster,
    ),
  });
  return {
    manifest,
    content: editManifest(text, manifest),
    problems: [
      ...changedFile(order, fileVersion),
      ...findImmutableChanges(xrd, before, manifest),
    ],
  };
}

function changedFile(
  { request, ref }: OrderToPrepare,
  fileVersion: string,
): Problem[] {
  return request.fileVersion && request.fileVersion !== fileVersion
    ? [
        {
          path: 'fileVersion',
          message: `Somebody changed '${ref.name}' since this form was opened: open it again from the page of the order, so that you see the change`,
        },
      ]
    : [];
}

function outdatedForm({ xrd, request }: OrderToPrepare): Problem[] {
  const { formVersion } = request;
  return formVersion && !isCurrentForm(xrd, xrd.current, formVersion)
    ? [
        {
          path: 'formVersion',
          message: `${xrd.orderable.kind} changed in the cluster since this form was made: open the template again and order with the new form`,
        },
      ]
    : [];
}
