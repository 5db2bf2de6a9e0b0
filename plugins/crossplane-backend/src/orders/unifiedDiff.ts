import { createTwoFilesPatch } from 'diff';

const TIME_LIMIT_MILLISECONDS = 2_000;

/** The difference of two texts of a file; `undefined` when they are the same, or too different to compare in time. */
export function unifiedDiff(
  path: string,
  texts: { before: string; after: string; names: [string, string] },
): string | undefined {
  const { before, after, names } = texts;
  return before === after
    ? undefined
    : createTwoFilesPatch(path, path, before, after, names[0], names[1], {
        context: 3,
        timeout: TIME_LIMIT_MILLISECONDS,
      });
}
