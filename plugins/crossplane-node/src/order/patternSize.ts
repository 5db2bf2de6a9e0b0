/** What a pattern costs, as far as its text says. */
export interface PatternSize {
  /** About one for each instruction of the compiled expression. */
  units: number;
  /** The largest product of repetitions inside of each other; Kubernetes takes at most 1000. */
  repeats: number;
  /** The pattern with no part repeated more than once: as valid as the pattern is, but quick to compile. */
  once: string;
}

interface Part {
  /** Units that every repetition costs again. */
  copied: number;
  repeats: number;
}

interface Group extends Part {
  last: Part;
}

/** Larger than any limit; keeps nested repetitions from growing without end. */
const ENDLESS = 1e9;
/** A class of Unicode is hundreds of ranges that have to be put together. */
const UNICODE_ONCE = 60;
const UNICODE_COPIED = 8;
const OPTION = 6;
const TOKEN =
  /\\Q[\s\S]*?(?:\\E|$)|\\[pP](?:\{[^}]*\}|[\s\S])|\\x\{[^}]*\}|\\[\s\S]|\[\^?\]?(?:\[:\^?\w+:\]|\\[pP](?:\{[^}]*\}|[\s\S])|\\[\s\S]|[^\]\\])*\]|\(\?(?:P?<\w*>|[a-zA-Z-]*:)|\{(\d{1,9})(?:(,)(\d{0,9}))?\}|[\s\S]/g;

/**
 * Estimates what compiling a pattern of Go (RE2) costs, without compiling it: compiling is linear neither in the
 * length of a pattern (`(x{1,30}){1,30}`) nor in the number of its alternatives.
 */
export function patternSize(pattern: string): PatternSize {
  const stack: Group[] = [];
  let group = newGroup();
  let once = '';
  let extra = 0;
  const add = (part: Part) => {
    group.copied += part.copied;
    group.repeats = Math.max(group.repeats, part.repeats);
    group.last = part;
  };
  for (const match of pattern.matchAll(TOKEN)) {
    const [token, from, comma, to] = match;
    let written = token;
    if (from !== undefined) {
      const least = Number(from);
      const most = to ? Number(to) : least;
      repeat(group, comma && !to ? least + 1 : Math.max(least, most));
      // Wrong counts stay, so that they are found.
      written =
        most < least || most > 1000 ? token : shorten(least, most, comma, to);
    } else if (token.startsWith('(')) {
      stack.push(group);
      group = newGroup();
    } else if (token === ')') {
      const closed = group;
      group = stack.pop() ?? newGroup();
      add({ copied: closed.copied + 2, repeats: closed.repeats });
    } else if (token === '|') {
      group.copied += OPTION;
    } else if ('*+?'.includes(token)) {
      group.copied += 1;
      group.last.copied += 1;
    } else {
      const unicode = token.match(/\\[pP]/g)?.length ?? 0;
      extra += unicode * UNICODE_ONCE + token.length / 8;
      const letters = token.startsWith('\\Q') ? token.length : 1;
      add({ copied: letters + unicode * UNICODE_COPIED, repeats: 1 });
    }
    once += written;
  }
  const open = [...stack, group];
  return {
    units: Math.ceil(open.reduce((sum, part) => sum + part.copied, extra)),
    repeats: Math.max(...open.map(part => part.repeats)),
    once,
  };
}

function newGroup(): Group {
  return { copied: 0, repeats: 1, last: { copied: 0, repeats: 1 } };
}

function repeat(group: Group, times: number): void {
  const { last } = group;
  const copies = Math.max(times, 1);
  const copied = Math.min((last.copied + 1) * copies, ENDLESS);
  group.copied = Math.min(group.copied + copied - last.copied, ENDLESS);
  last.copied = copied;
  last.repeats = Math.min(last.repeats * copies, ENDLESS);
  group.repeats = Math.max(group.repeats, last.repeats);
}

function shorten(
  least: number,
  most: number,
  comma: string | undefined,
  to: string | undefined,
): string {
  const first = Math.min(least, 1);
  return comma ? `{${first},${to ? Math.min(most, 1) : ''}}` : `{${first}}`;
}
