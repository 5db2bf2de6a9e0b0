import type { SeedTargets } from './SeedTargets';

/** One change of a seeded service, how long ago it was made and where it has been promoted to. */
export interface SeededRelease {
  message: string;
  author: string;
  /** Hours before the seed ran. */
  hoursAgo: number;
  files: Record<string, string>;
  promotedTo: string[];
}

/** A service that is there from the beginning, with a past. */
export interface SeededService {
  /** Name of its component, its workload and its first namespace. */
  name: string;
  repository: string;
  description: string;
  topics: string[];
  /** Environments that have a folder of their own; development is `deploy/` itself. */
  environments: readonly string[];
  /** What its repository begins with, beside the manifests. */
  files(targets: SeedTargets): Record<string, string>;
  /** Oldest first. */
  releases: SeededRelease[];
}
