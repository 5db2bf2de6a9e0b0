import { ScanSummary } from '@openportal/plugin-deploy-common';

/** Prefix of the annotations by which a CI says what a scan found. */
export const SCAN_ANNOTATION_PREFIX = 'dev.openportal.scan.';

/** Type of the artifact that a CI attaches to an image to say what a scan found, in the annotations above. */
export const SCAN_ARTIFACT_TYPE = 'application/vnd.openportal.scan.v1';

const severities = ['critical', 'high', 'medium', 'low', 'unknown'] as const;

/** What annotations say of a scan; undefined where they say nothing, or no numbers. */
export function readScan(
  annotations: Record<string, string>,
): ScanSummary | undefined {
  const value = (name: string) =>
    annotations[`${SCAN_ANNOTATION_PREFIX}${name}`];
  if (!severities.some(severity => value(severity) !== undefined)) {
    return undefined;
  }
  const counts = severities.map(severity => {
    const text = value(severity) ?? '0';
    return /^[0-9]{1,9}$/.test(text) ? Number(text) : NaN;
  });
  if (counts.some(Number.isNaN)) {
    return undefined;
  }
  const [critical, high, medium, low, unknown] = counts;
  const time = Date.parse(value('at') ?? '');
  const url = URL.parse(value('url') ?? '');
  return {
    findings: { critical, high, medium, low, unknown },
    scanner: value('scanner')?.slice(0, 63),
    scannedAt: Number.isNaN(time) ? undefined : new Date(time).toISOString(),
    url: url && /^https?:$/.test(url.protocol) ? url.href : undefined,
  };
}
