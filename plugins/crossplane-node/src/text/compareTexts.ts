import { createTwoFilesPatch } from 'diff';

/** Removed and added lines. The cost grows with the square of it: this many take up to 0.15 seconds. */
const MAX_CHANGED_LINES = 1_500;
const MAX_CHARACTERS = 2_000_000;

/**
 * What differs between two texts of a file.
 *
 * @public
 */
export interface TextDifference {
  /** Unified diff with three lines of context; absent when the texts are the same. */
  diff?: string;
  /** The texts differ, in too many lines to compare them. */
  diffOmitted?: true;
}

/**
 * Compares two texts of a file by line, at a bounded cost.
 *
 * @param texts - `names`: of the two versions in the head of the diff, each either a file or a file and a label
 * @returns a diff, `diffOmitted` for texts that differ in more than 1,500 removed and added lines or have more than two million
 *   characters, and nothing for the same texts
 * @see E. W. Myers, An O(ND) Difference Algorithm and Its Variations (1986)
 * @public
 */
export function compareTexts(texts: {
  before: string;
  after: string;
  names: [{ file: string; label?: string }, { file: string; label?: string }];
}): TextDifference {
  const { before, after, names } = texts;
  if (before === after) {
    return {};
  }
  if (before.length + after.length > MAX_CHARACTERS) {
    return { diffOmitted: true };
  }
  const [old, current] = names;
  // jsdiff declares no result for comparisons that it gives up.
  const diff: string | undefined = createTwoFilesPatch(
    old.file,
    current.file,
    before,
    after,
    old.label,
    current.label,
    {
      context: 3,
      // A file that is new or gone has nothing to search in.
      ...(before && after ? { maxEditLength: MAX_CHANGED_LINES } : {}),
    },
  );
  return diff === undefined ? { diffOmitted: true } : { diff };
}
