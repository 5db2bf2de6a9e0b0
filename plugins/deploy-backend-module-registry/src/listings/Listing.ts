import { ScanSummary } from '@openportal/plugin-deploy-common';

/** An image in a list of a registry's own API. */
export type ListedImage = { digest: string; tags: string[]; pushedAt?: Date };

/** What a registry tells beyond the OCI distribution API. */
export interface Listing {
  /** Images of a repository, newest first, without a question for each; undefined where it cannot tell. */
  list?(
    path: string,
    options: { limit: number; signal: AbortSignal },
  ): Promise<ListedImage[] | undefined>;
  /** What a scan of an image found; undefined where there is none. */
  scan?(
    path: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<ScanSummary | undefined>;
}
