import {
  Artifact,
  canonicalRepository,
  displayVersion,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';

const DIGEST = /sha256:[0-9a-f]{64}/;
const COMMIT = /^[0-9a-f]{40}$/;

/** A release as GitHub lists it. */
export interface ListedRelease {
  tag_name: string;
  target_commitish: string;
  html_url: string;
  published_at: string | null;
  draft: boolean;
  body?: string | null;
}

/** An artifact of a workflow run as GitHub lists it. */
export interface ListedRunArtifact {
  name: string;
  expired: boolean;
  created_at: string | null;
  workflow_run?: {
    id?: number;
    head_branch?: string;
    head_sha?: string;
  } | null;
}

/** The image of a repository that a text names with its digest. */
function findImage(imageRepository: string, text: string) {
  const wanted = tryParseImageReference(imageRepository);
  for (const word of text.split(/[\s`'"()<>|,]+/)) {
    const image = DIGEST.test(word) ? tryParseImageReference(word) : undefined;
    if (
      wanted &&
      image?.digest &&
      canonicalRepository(image) === canonicalRepository(wanted)
    ) {
      return { tag: image.tag, digest: image.digest };
    }
  }
  return undefined;
}

/** What names an image. */
function identify(repository: string, digest: string, tag?: string) {
  const image = `${repository}${tag ? `:${tag}` : ''}@${digest}`;
  return {
    repository,
    digest,
    tags: tag ? [tag] : [],
    image,
    version: displayVersion(image),
  };
}

/** The artifact of a release that names the image with its digest in its notes. Others cannot be promoted. */
export function releaseToArtifact(
  imageRepository: string,
  release: ListedRelease,
): Artifact | undefined {
  const image = release.draft
    ? undefined
    : findImage(imageRepository, release.body ?? '');
  if (!image) {
    return undefined;
  }
  return {
    ...identify(imageRepository, image.digest, image.tag),
    version: release.tag_name,
    sourceCommit: COMMIT.test(release.target_commitish)
      ? release.target_commitish
      : undefined,
    sourceUrl: release.html_url,
    builtAt: release.published_at ?? undefined,
  };
}

/** The artifact of a run that is called `image-sha256-…`: its name is the digest of the image that was built. */
export function runToArtifact(
  imageRepository: string,
  artifact: ListedRunArtifact,
  repositoryUrl: string,
): Artifact | undefined {
  const hash = /^image-sha256-([0-9a-f]{64})$/.exec(artifact.name)?.[1];
  const run = artifact.workflow_run;
  if (hash === undefined || artifact.expired) {
    return undefined;
  }
  return {
    ...identify(
      imageRepository,
      `sha256:${hash}`,
      run?.head_sha && `sha-${run.head_sha}`,
    ),
    sourceCommit: run?.head_sha,
    sourceBranch: run?.head_branch,
    buildUrl: run?.id ? `${repositoryUrl}/actions/runs/${run.id}` : undefined,
    builtAt: artifact.created_at ?? undefined,
  };
}
