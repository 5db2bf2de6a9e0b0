import {
  Artifact,
  ImageReference,
  displayVersion,
  formatImageReference,
  imageRepository,
  ScanSummary,
  sourceCommitOf,
} from '@openportal/plugin-deploy-common';
import { ImageDetails } from './oci/OciRegistry';
import { readScan } from './scan';

const OCI = 'org.opencontainers.image';
const MAX_TEXT = 255;

/** What a registry says of an image, as the deploy plugin knows artifacts. */
export function toArtifact(
  image: ImageReference,
  details: ImageDetails,
  more: { tags?: string[]; pushedAt?: Date; scan?: ScanSummary } = {},
): Artifact {
  const { digest, labels } = details;
  const tags = more.tags ?? (image.tag === undefined ? [] : [image.tag]);
  const reference = formatImageReference({ ...image, digest });
  const created =
    details.created ?? labels[`${OCI}.created`] ?? more.pushedAt?.toISOString();
  const time = created === undefined ? NaN : Date.parse(created);
  const source = httpUrl(labels[`${OCI}.source`]);
  const page = httpUrl(labels[`${OCI}.url`]);
  return {
    repository: imageRepository(image),
    digest,
    tags,
    image: reference,
    version: displayVersion(reference),
    sourceCommit:
      commitOf(labels[`${OCI}.revision`]) ?? tags.map(tagCommit).find(Boolean),
    sourceBranch: text(
      labels['dev.openportal.source.branch'] ?? labels[`${OCI}.ref.name`],
    ),
    sourceUrl: source,
    // Many builds write the page of the repository there, which is no page of the build.
    buildUrl:
      httpUrl(labels['dev.openportal.build.url']) ??
      (page === source ? undefined : page),
    // Reproducible builds say 1970; that is no time to sort by or to show.
    builtAt:
      time > 0 ? new Date(time).toISOString() : more.pushedAt?.toISOString(),
    scan: more.scan ?? readScan(labels),
  };
}

/**
 * Merges the tags of one digest, so that a build stands once in a list, newest first. Those without a time come last.
 */
export function mergeByDigest(artifacts: readonly Artifact[]): Artifact[] {
  const byDigest = new Map<string, Artifact>();
  for (const artifact of artifacts) {
    const known = byDigest.get(artifact.digest);
    if (!known) {
      byDigest.set(artifact.digest, artifact);
      continue;
    }
    // `latest` moves; a build is better known by a tag that stays.
    const [main, other] = known.tags.includes('latest')
      ? [artifact, known]
      : [known, artifact];
    byDigest.set(artifact.digest, {
      ...main,
      tags: [...main.tags, ...other.tags],
    });
  }
  return [...byDigest.values()].sort((left, right) =>
    (right.builtAt ?? '').localeCompare(left.builtAt ?? ''),
  );
}

/** The tag of several that a build is best known by: one that stays. */
export function mainTag(tags: readonly string[]): string | undefined {
  return tags.find(tag => tag !== 'latest') ?? tags.at(0);
}

function tagCommit(tag: string): string | undefined {
  return sourceCommitOf(`x:${tag}`);
}

function commitOf(label: string | undefined): string | undefined {
  return label !== undefined && /^[0-9a-f]{7,64}$/.test(label)
    ? label
    : undefined;
}

function text(label: string | undefined): string | undefined {
  return label === undefined || label === ''
    ? undefined
    : label.slice(0, MAX_TEXT);
}

function httpUrl(label: string | undefined): string | undefined {
  const url = label === undefined ? undefined : URL.parse(label);
  return url && /^https?:$/.test(url.protocol) && !url.password
    ? url.href
    : undefined;
}
