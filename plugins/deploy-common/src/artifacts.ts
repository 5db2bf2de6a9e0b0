/**
 * What a vulnerability scan of an image found.
 *
 * @public
 */
export type ScanSummary = {
  /** How many findings there are of each severity. */
  findings: {
    critical: number;
    high: number;
    medium: number;
    low: number;
    unknown: number;
  };
  scannedAt?: string;
  /** Who scanned: `ecr`, or the name that the CI gives. */
  scanner?: string;
  url?: string;
};

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
  /** What a scan of the image found, where the registry or the CI says so. */
  scan?: ScanSummary;
};
