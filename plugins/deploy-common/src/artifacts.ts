/**
 * A built image.
 *
 * @public
 */
export type Artifact = {
  /** Image repository with its registry. */
  repository: string;
  digest: string;
  tags: string[];
  /** Full reference with tag and digest. */
  image: string;
  /** What people read. */
  version: string;
  sourceCommit?: string;
  sourceBranch?: string;
  sourceUrl?: string;
  buildUrl?: string;
  builtAt?: string;
};
