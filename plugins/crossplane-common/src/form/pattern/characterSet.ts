/** A set of code points as sorted ranges that do not touch: `[[97, 122]]` is a to z. */
export type CharacterSet = ReadonlyArray<readonly [number, number]>;

const MAX_CODE_POINT = 0x10ffff;

export const ANY: CharacterSet = [[0, MAX_CODE_POINT]];

const DIGIT: CharacterSet = [[48, 57]];
const WORD: CharacterSet = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
/** Wider than RE2: where the two differ, more ambiguity is assumed, never less. */
const SPACE: CharacterSet = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

export function single(codePoint: number): CharacterSet {
  return [[codePoint, codePoint]];
}

export function union(...sets: CharacterSet[]): CharacterSet {
  const ranges = sets.flat().sort((a, b) => a[0] - b[0]);
  const merged: Array<[number, number]> = [];
  for (const [from, to] of ranges) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) {
      last[1] = Math.max(last[1], to);
    } else {
      merged.push([from, to]);
    }
  }
  return merged;
}

export function complement(set: CharacterSet): CharacterSet {
  const result: Array<[number, number]> = [];
  let next = 0;
  for (const [from, to] of union(set)) {
    if (from > next) {
      result.push([next, from - 1]);
    }
    next = to + 1;
  }
  if (next <= MAX_CODE_POINT) {
    result.push([next, MAX_CODE_POINT]);
  }
  return result;
}

export function intersects(a: CharacterSet, b: CharacterSet): boolean {
  return a.some(([from, to]) =>
    b.some(([otherFrom, otherTo]) => from <= otherTo && otherFrom <= to),
  );
}

/** The set of `\d`, `\W` and so on; `undefined` for any other letter. */
export function classOfEscape(letter: string): CharacterSet | undefined {
  const sets: Record<string, CharacterSet> = {
    d: DIGIT,
    w: WORD,
    s: SPACE,
    D: complement(DIGIT),
    W: complement(WORD),
    S: complement(SPACE),
  };
  return Object.hasOwn(sets, letter) ? sets[letter] : undefined;
}
