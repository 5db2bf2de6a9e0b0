import {
  isFixed,
  isSameImage,
  provesImage,
} from '@openportal/plugin-deploy-common';
import { DesiredVersionHistoryEntry } from '@openportal/plugin-deploy-node';
import { VersionMark } from '../database/versionMarks';
import { StoredHealthyVersion } from '../states/StoredState';

/** A version that an environment has had. */
export type KnownVersion = {
  image: string;
  current: boolean;
  suggested: boolean;
  healthyAt?: string;
  lastHealthyAt?: string;
  deployedAt?: string;
  deployedBy?: string;
  bad?: VersionMark;
};

/**
 * The versions of an environment, newest first, out of what was seen healthy and what git remembers. One is
 * suggested to go back to: the last that was healthy, is not the current one, and that nobody went back
 * from. What only git remembers is listed, and never suggested: nobody saw it work.
 *
 * A tag that git names without a digest stands for the content that ran healthy last under it. What was seen healthy
 * under another digest of that tag is another version.
 */
export function mergeVersions(facts: {
  currentImage: string | undefined;
  healthy: readonly StoredHealthyVersion[];
  history: readonly DesiredVersionHistoryEntry[];
  marks: readonly VersionMark[];
}): KnownVersion[] {
  const versions: KnownVersion[] = [];
  for (const entry of facts.history) {
    const image = withSeenDigest(entry.image, facts.healthy);
    if (!versions.some(version => isSameImage(version.image, image))) {
      versions.push(
        toKnownVersion(image, facts, {
          deployedAt: entry.committedAt,
          deployedBy: entry.author,
        }),
      );
    }
  }
  for (const { image } of facts.healthy) {
    if (!versions.some(version => isSameImage(version.image, image))) {
      versions.push(toKnownVersion(image, facts, {}));
    }
  }
  versions.sort((a, b) => timeOf(b) - timeOf(a));

  const suggested = versions
    .filter(
      version =>
        !version.current &&
        version.bad === undefined &&
        version.lastHealthyAt !== undefined,
    )
    .sort(
      (a, b) =>
        Date.parse(b.lastHealthyAt ?? '') - Date.parse(a.lastHealthyAt ?? ''),
    )
    .at(0);
  return versions.map(version => ({
    ...version,
    suggested: version === suggested,
  }));
}

function toKnownVersion(
  image: string,
  facts: {
    currentImage: string | undefined;
    healthy: readonly StoredHealthyVersion[];
    marks: readonly VersionMark[];
  },
  deployed: Pick<KnownVersion, 'deployedAt' | 'deployedBy'>,
): KnownVersion {
  const healthy = facts.healthy.find(version =>
    provesImage(version.image, image),
  );
  return {
    image,
    current:
      facts.currentImage !== undefined &&
      isSameImage(facts.currentImage, image),
    suggested: false,
    healthyAt: healthy && new Date(healthy.firstHealthyAtMs).toISOString(),
    lastHealthyAt: healthy && new Date(healthy.lastHealthyAtMs).toISOString(),
    bad: facts.marks.find(mark => isSameImage(mark.image, image)),
    ...deployed,
  };
}

function timeOf(version: KnownVersion): number {
  return Math.max(
    Date.parse(version.deployedAt ?? '') || 0,
    Date.parse(version.lastHealthyAt ?? '') || 0,
  );
}

/** The image with the digest under which it was healthy last, where it has none itself. */
function withSeenDigest(
  image: string,
  healthy: readonly StoredHealthyVersion[],
): string {
  if (isFixed(image)) {
    return image;
  }
  const seen = healthy
    .filter(
      version => isFixed(version.image) && isSameImage(version.image, image),
    )
    .sort((a, b) => b.lastHealthyAtMs - a.lastHealthyAtMs)
    .at(0);
  return seen?.image ?? image;
}
