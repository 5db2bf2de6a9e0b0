import {
  isPinned,
  isSameImage,
  tryParseImageReference,
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
 * from. Where the portal saw none, the one that git had before the portal began to look: of what was deployed later
 * it would have seen that it was healthy.
 */
export function mergeVersions(facts: {
  currentImage: string | undefined;
  healthy: readonly StoredHealthyVersion[];
  history: readonly DesiredVersionHistoryEntry[];
  marks: readonly VersionMark[];
}): KnownVersion[] {
  const versions: KnownVersion[] = [];
  for (const entry of facts.history) {
    if (!versions.some(version => isSameImage(version.image, entry.image))) {
      versions.push(
        toKnownVersion(entry.image, facts, {
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

  const candidates = versions.filter(
    version => !version.current && version.bad === undefined,
  );
  const firstLook = Math.min(
    ...facts.healthy.map(version => version.firstHealthyAtMs),
  );
  const suggested =
    candidates
      .filter(version => version.lastHealthyAt !== undefined)
      .sort(
        (a, b) =>
          Date.parse(b.lastHealthyAt ?? '') - Date.parse(a.lastHealthyAt ?? ''),
      )
      .at(0) ??
    candidates.find(
      version =>
        isFixed(version.image) &&
        Date.parse(version.deployedAt ?? '') < firstLook,
    );
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
    isSameImage(version.image, image),
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

function isFixed(image: string): boolean {
  const reference = tryParseImageReference(image);
  return reference !== undefined && isPinned(reference);
}
