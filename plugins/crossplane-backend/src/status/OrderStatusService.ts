import { NotFoundError } from '@backstage/errors';
import {
  OrderActions,
  orderFileHint,
  orderHint,
  OrderRef,
  OrderStatus,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { orderBranchParts } from '@openportal/plugin-crossplane-node';
import { CoalescingCache } from '../cache/CoalescingCache';
import { Clusters } from '../cluster/Clusters';
import { readEvents } from '../cluster/readEvents';
import { readFlux } from '../cluster/readFlux';
import { readComposite } from '../cluster/readComposite';
import { readComposition } from '../cluster/readComposition';
import { readOwningProviders, readPackages } from '../cluster/readPackages';
import { readTree } from '../cluster/readTree';
import { orderBranchHint } from '../live/orderBranchHint';
import { OrderGit, OrderPlace } from '../orders/OrderGit';
import { Fact, PackageFact, readFact, ResourceFact } from '../sources/facts';
import { findDrift } from './findDrift';
import { eventSubjects, withEvents } from './layerEvents';
import { SharedOrderStatus, toOrderStatus, withActions } from './toOrderStatus';
import { connectionKeys } from '../cluster/connectionKeys';

/** Options of {@link OrderStatusService}. */
export interface OrderStatusOptions {
  clusters: Clusters;
  git: OrderGit;
  fluxNamespace: string;
  /** `idp.orders.prune`, where it is set. */
  prune?: boolean;
}

/** Several pages of an order that poll at different moments share what was read last. */
const TIME_TO_LIVE_MILLISECONDS = 2_000;

/** Asks every source about an order at once; a source that fails leaves its own layer unknown. */
export class OrderStatusService {
  readonly #options: OrderStatusOptions;
  readonly #statuses = new CoalescingCache<SharedOrderStatus>({
    timeToLive: TIME_TO_LIVE_MILLISECONDS,
  });

  constructor(options: OrderStatusOptions) {
    this.#options = options;
  }

  /** The status of an order. The caller has been asked for the permission to see it. */
  async read(ref: OrderRef, allowed: OrderActions): Promise<OrderStatus> {
    const status = await this.#statuses.get(stringifyOrderRef(ref), () =>
      this.#read(ref),
    );
    return withActions(status, allowed);
  }

  /** Forgets what is known of an order: it changed. */
  forget(ref: OrderRef): void {
    this.#statuses.delete(stringifyOrderRef(ref));
  }

  /** Forgets everything: a repository changed. */
  forgetAll(): void {
    this.#statuses.clear();
  }

  async #read(ref: OrderRef): Promise<SharedOrderStatus> {
    const { clusters, git, fluxNamespace, prune } = this.#options;
    const reader = clusters.get(ref.cluster);
    const definition = await readFact(() => reader.definition(ref.xrd));
    const found = definition.known ? definition.value : undefined;
    const xrd = found?.parsed.xrd;
    const place = await readFact(async () => git.place(ref, xrd));
    const [history, ordered, flux] = await Promise.all([
      place.known ? readFact(() => git.read(place.value)) : place,
      xrd ? readFact(() => readComposite(reader, xrd, ref)) : noDefinition(ref),
      place.known
        ? readFact(() =>
            readFlux(reader, {
              repository: place.value.location.repository,
              path: place.value.path,
              namespace: fluxNamespace,
            }),
          )
        : place,
    ]);
    const object = ordered.known ? ordered.value : undefined;
    const composite = ordered.known
      ? { known: true as const, value: ordered.value?.fact }
      : ordered;
    if (
      composite.known &&
      !composite.value &&
      history.known &&
      history.value.pulls.length === 0 &&
      !history.value.file.exists
    ) {
      throw new NotFoundError(
        `There is no order '${ref.name}' of '${ref.xrd}' in namespace '${ref.namespace}' of cluster '${ref.cluster}'`,
      );
    }
    const fact = composite.known ? composite.value : undefined;
    const name = fact?.composition;
    const [composition, functions, resources] = await Promise.all([
      readFact(async () =>
        name && xrd ? readComposition(reader, name, xrd) : undefined,
      ),
      readFact(async () => (fact ? readPackages(reader, 'functions') : [])),
      readFact(async () => (fact ? readTree(reader, fact) : [])),
      place.known && history.known && flux.known
        ? git.markApplied(place.value, history.value.file.revision, flux.value)
        : undefined,
    ]);
    const content = place.known
      ? await git.content(place.value).catch(() => undefined)
      : undefined;
    const status = toOrderStatus({
      ref,
      kind: xrd?.orderable.kind ?? ref.xrd,
      definition: definition.known
        ? { known: true, value: found !== undefined }
        : definition,
      git: history,
      flux,
      composite,
      composition,
      functions,
      resources,
      providers: await this.#providers(ref, resources),
      connectionKeys: found ? connectionKeys(found.object) : [],
      drift: content && object ? findDrift(ref, content, object.object) : [],
      hints: [orderHint(ref), ...(place.known ? hintsOf(place.value) : [])],
      configuredPrune: prune,
      observedAt: new Date().toISOString(),
    });
    const subjects = eventSubjects(status.layers, { composite, resources });
    const events = await Promise.all(
      [...subjects].map(
        async ([layer, objects]) =>
          [layer, await readEvents(reader, objects)] as const,
      ),
    );
    return withEvents(status, new Map(events));
  }

  /** The providers of the resources; where that cannot be found out, those that do not run. */
  async #providers(
    ref: OrderRef,
    resources: Fact<ResourceFact[]>,
  ): Promise<Fact<PackageFact[]>> {
    const reader = this.#options.clusters.get(ref.cluster);
    return readFact(async () => {
      const leaves = resources.known ? flatten(resources.value) : [];
      if (leaves.length === 0) {
        return [];
      }
      const [providers, owners] = await Promise.all([
        readPackages(reader, 'providers'),
        readOwningProviders(reader, leaves),
      ]);
      return providers.filter(({ name, healthy }) =>
        owners ? owners.has(name) : healthy === false,
      );
    });
  }
}

function noDefinition(ref: OrderRef): Fact<never> {
  return {
    known: false,
    reason: `the cluster has no valid XRD '${ref.xrd}'`,
  };
}

function flatten(resources: ResourceFact[]): ResourceFact[] {
  return resources.flatMap(resource => [
    resource,
    ...flatten(resource.children ?? []),
  ]);
}

function hintsOf({ location, path, ref, plural }: OrderPlace): string[] {
  const { repository } = location;
  return [
    orderFileHint(repository, path),
    orderBranchHint(repository, orderBranchParts(location, ref, plural)),
  ];
}
