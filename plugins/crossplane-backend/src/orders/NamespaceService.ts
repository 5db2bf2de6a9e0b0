import { KubernetesObject } from '@openportal/kubernetes-node';
import {
  CrossplaneNamespace,
  isDnsLabel,
  NamespaceList,
  NamespaceQuery,
} from '@openportal/plugin-crossplane-common';
import { z } from 'zod';
import { Clusters } from '../cluster/Clusters';
import { OrderRepositories } from '../github/OrderRepositories';
import { readFact } from '../sources/facts';
import { namespacesOfPaths } from './namespacesOfPaths';

const namespaceStatus = z.object({ phase: z.string() });

/** Finds the namespaces that orders can go into. */
export class NamespaceService {
  readonly #clusters: Clusters;
  readonly #repositories: OrderRepositories | undefined;

  constructor(options: {
    clusters: Clusters;
    repositories: OrderRepositories | undefined;
  }) {
    this.#clusters = options.clusters;
    this.#repositories = options.repositories;
  }

  /**
   * Namespaces that the cluster has, that the orders repository has folders for, and those of the caller's groups:
   * Flux makes what is missing. Only those that the caller may use.
   */
  async list(
    query: NamespaceQuery,
    caller: {
      groups: string[];
      mayUse(target: CrossplaneNamespace): boolean;
    },
  ): Promise<NamespaceList> {
    const { cluster } = query;
    const reader = this.#clusters.get(cluster);
    const definition = query.xrd
      ? await readFact(() => reader.definition(query.xrd ?? ''))
      : undefined;
    const xrd = definition?.known ? definition.value?.parsed.xrd : undefined;
    if (xrd && !xrd.orderable.namespaced) {
      return { items: [] };
    }
    const [inCluster, inGit] = await Promise.all([
      readFact(async () =>
        (await reader.objects('', 'namespaces')).map(toName),
      ),
      readFact(() => this.#folders(cluster)),
    ]);
    const existing = new Set(
      inCluster.known ? inCluster.value.flatMap(name => name ?? []) : [],
    );
    const names = new Set([
      ...existing,
      ...(inGit.known ? inGit.value : []),
      ...caller.groups.filter(isDnsLabel),
    ]);
    const unreadable = [inCluster, inGit].flatMap(fact =>
      fact.known ? [] : [fact.reason],
    );
    const items = [...names]
      .filter(namespace => caller.mayUse({ cluster, namespace }))
      .sort()
      .map(name => ({
        name,
        ...(inCluster.known ? { exists: existing.has(name) } : {}),
      }));
    return {
      items,
      // What a cluster answers is no business of those who may order nothing there.
      ...(unreadable.length && items.length
        ? { unreadable: unreadable.join('; ') }
        : {}),
    };
  }

  async #folders(cluster: string): Promise<string[]> {
    const repositories = this.#repositories?.all() ?? [];
    const perRepository = await Promise.all(
      repositories.map(async ({ files, location }) =>
        namespacesOfPaths(
          location.path,
          cluster,
          (await files.paths()) ?? new Set(),
        ),
      ),
    );
    return perRepository.flat();
  }
}

/** What is being deleted takes no new orders. */
function toName({ metadata, status }: KubernetesObject): string | undefined {
  const parsed = namespaceStatus.safeParse(status);
  return metadata.deletionTimestamp || parsed.data?.phase === 'Terminating'
    ? undefined
    : metadata.name;
}
