import { tryParseImageReference } from '@openportal/plugin-deploy-common';

/** What names the source of an image in its repository. */
export type SourceReference = { ref: string; isCommit: boolean };

const COMMIT = /^[0-9a-f]{7,64}$/;

/**
 * The source of an image: the commit that its label names, else the one that its tag names as `sha-…`, else its tag
 * where that is a version, which the repository may have as a tag too. Nothing else is guessed from a tag.
 */
export function sourceReference(
  image: string,
  labeledCommit: string | undefined,
): SourceReference | undefined {
  if (labeledCommit !== undefined && COMMIT.test(labeledCommit)) {
    return { ref: labeledCommit, isCommit: true };
  }
  const tag = tryParseImageReference(image)?.tag;
  if (tag === undefined) {
    return undefined;
  }
  const [, commit] = /^(?:sha-|git-)([0-9a-f]{7,64})$/.exec(tag) ?? [];
  if (commit !== undefined) {
    return { ref: commit, isCommit: true };
  }
  return /^v?\d+\.\d+(\.\d+)?([-+.][0-9A-Za-z.+-]+)?$/.test(tag)
    ? { ref: tag, isCommit: false }
    : undefined;
}
