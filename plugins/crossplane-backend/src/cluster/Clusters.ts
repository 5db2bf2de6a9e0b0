import { NotFoundError } from '@backstage/errors';
import {
  ClusterDetails,
  DefaultKubernetesClient,
} from '@openportal/kubernetes-node';
import { ClusterReader } from './ClusterReader';

/** A page is not worth waiting longer for one call. */
const TIME_LIMIT_MILLISECONDS = 10_000;

/** The configured clusters, with one reader for each. */
export class Clusters {
  readonly #readers: Map<string, ClusterReader>;

  constructor(readers: ClusterReader[]) {
    this.#readers = new Map(readers.map(reader => [reader.cluster, reader]));
  }

  static create(clusters: ClusterDetails[]): Clusters {
    return new Clusters(
      clusters.map(
        details =>
          new ClusterReader(
            DefaultKubernetesClient.create(details, {
              timeLimitMilliseconds: TIME_LIMIT_MILLISECONDS,
            }),
          ),
      ),
    );
  }

  /** @throws NotFoundError when no cluster of this name is configured */
  get(name: string): ClusterReader {
    const reader = this.#readers.get(name);
    if (!reader) {
      throw new NotFoundError(
        `Cluster '${name}' is not configured in kubernetes.clusterLocatorMethods`,
      );
    }
    return reader;
  }

  /** The cluster of this name, or all of them. */
  select(name?: string): ClusterReader[] {
    return name ? [this.get(name)] : [...this.#readers.values()];
  }
}
