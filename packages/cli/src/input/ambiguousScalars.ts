import { findAmbiguousScalars } from '@openportal/plugin-crossplane-common';

/** An unquoted value that is not the same in every YAML. */
export interface AmbiguousScalarOfFile {
  line: number;
  /** As it is written. */
  text: string;
  /** What it is to whom: `true to a cluster (YAML 1.1) and "on" in YAML 1.2`. */
  meaning: string;
}

/** The unquoted values and keys of a text that a cluster reads differently from YAML 1.2. Never throws. */
export function ambiguousScalars(text: string): AmbiguousScalarOfFile[] {
  return findAmbiguousScalars(text).map(
    ({ line, text: written, inCluster, inYaml12 }) => ({
      line,
      text: written,
      meaning: `${inCluster} to a cluster (YAML 1.1) and ${inYaml12} in YAML 1.2`,
    }),
  );
}
