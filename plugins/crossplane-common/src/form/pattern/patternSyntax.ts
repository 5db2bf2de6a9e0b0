import {
  ANY,
  CharacterSet,
  classOfEscape,
  complement,
  single,
  union,
} from './characterSet';

/** The part of regular expressions that RE2 and JavaScript read the same way. */
export type PatternNode =
  | { type: 'set'; set: CharacterSet }
  | { type: 'sequence'; parts: PatternNode[] }
  | { type: 'choice'; options: PatternNode[] }
  | { type: 'repeat'; body: PatternNode; from: number; to: number }
  | { type: 'start' }
  | { type: 'end' };

/** Thrown for what is not analyzed: such a pattern is checked on the server only. */
export class UnsupportedPattern extends Error {}

const MAX_NESTING = 50;
const CONTROLS: Record<string, number> = { t: 9, n: 10, v: 11, f: 12, r: 13 };

class PatternParser {
  readonly #characters: string[];
  #position = 0;
  #nesting = 0;

  constructor(characters: string[]) {
    this.#characters = characters;
  }

  parse(): PatternNode {
    const node = this.#choice();
    if (this.#position < this.#characters.length) {
      throw new UnsupportedPattern('a parenthesis is not open');
    }
    return node;
  }

  #choice(): PatternNode {
    const options = [this.#sequence()];
    while (this.#take('|')) {
      options.push(this.#sequence());
    }
    return options.length === 1 ? options[0] : { type: 'choice', options };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (
      this.#peek() !== undefined &&
      this.#peek() !== '|' &&
      this.#peek() !== ')'
    ) {
      parts.push(this.#repeat(this.#atom()));
    }
    return { type: 'sequence', parts };
  }

  #repeat(body: PatternNode): PatternNode {
    const limits = this.#limits();
    if (!limits) {
      return body;
    }
    if (body.type === 'start' || body.type === 'end') {
      throw new UnsupportedPattern('an anchor is repeated');
    }
    // Lazy repetition tries the same ways in another order.
    this.#take('?');
    return { type: 'repeat', body, ...limits };
  }

  #limits(): { from: number; to: number } | undefined {
    if (this.#take('*')) {
      return { from: 0, to: Infinity };
    }
    if (this.#take('+')) {
      return { from: 1, to: Infinity };
    }
    if (this.#take('?')) {
      return { from: 0, to: 1 };
    }
    if (!this.#take('{')) {
      return undefined;
    }
    const from = this.#number();
    const to = this.#take(',') ? this.#number() ?? Infinity : from;
    if (from === undefined || to === undefined || !this.#take('}')) {
      throw new UnsupportedPattern('a brace is not a repetition');
    }
    return { from, to };
  }

  #number(): number | undefined {
    let digits = '';
    while (/^[0-9]$/.test(this.#peek() ?? '')) {
      digits += this.#next();
    }
    return digits ? Number(digits) : undefined;
  }

  #atom(): PatternNode {
    const character = this.#next();
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return { type: 'set', set: this.#characterClass() };
      case '.':
        return { type: 'set', set: ANY };
      case '^':
        return { type: 'start' };
      case '$':
        return { type: 'end' };
      case '\\':
        return { type: 'set', set: this.#escape() };
      default:
        return { type: 'set', set: single(codePoint(character)) };
    }
  }

  #group(): PatternNode {
    this.#nesting += 1;
    if (this.#nesting > MAX_NESTING) {
      throw new UnsupportedPattern('groups are nested too deeply');
    }
    if (this.#take('?') && !this.#take(':')) {
      throw new UnsupportedPattern('lookaround, flags and names of groups');
    }
    const node = this.#choice();
    if (!this.#take(')')) {
      throw new UnsupportedPattern('a parenthesis is not closed');
    }
    this.#nesting -= 1;
    return node;
  }

  #escape(): CharacterSet {
    const letter = this.#next();
    const known = classOfEscape(letter);
    if (known) {
      return known;
    }
    if (Object.hasOwn(CONTROLS, letter)) {
      return single(CONTROLS[letter]);
    }
    if (letter === 'x') {
      const digits = this.#next() + this.#next();
      if (!/^[0-9a-fA-F]{2}$/.test(digits)) {
        throw new UnsupportedPattern('an escape that the engines read unlike');
      }
      return single(parseInt(digits, 16));
    }
    // Letters and digits have meanings of their own, and not the same in both engines.
    if (/^[A-Za-z0-9]$/.test(letter)) {
      throw new UnsupportedPattern(`the escape \\${letter}`);
    }
    return single(codePoint(letter));
  }

  #characterClass(): CharacterSet {
    const negated = this.#take('^');
    const sets: CharacterSet[] = [];
    while (!this.#take(']')) {
      const from = this.#classMember();
      if (
        this.#peek() === '-' &&
        this.#characters[this.#position + 1] !== ']'
      ) {
        this.#next();
        sets.push(range(from, this.#classMember()));
      } else {
        sets.push(from);
      }
    }
    const set = union(...sets);
    return negated ? complement(set) : set;
  }

  #classMember(): CharacterSet {
    const character = this.#next();
    if (character === '\\') {
      return this.#escape();
    }
    if (character === '[' && this.#peek() === ':') {
      throw new UnsupportedPattern('named classes');
    }
    return single(codePoint(character));
  }

  #peek(): string | undefined {
    return this.#characters[this.#position];
  }

  #next(): string {
    const character = this.#characters[this.#position];
    if (character === undefined) {
      throw new UnsupportedPattern('the pattern ends too early');
    }
    this.#position += 1;
    return character;
  }

  #take(character: string): boolean {
    const found = this.#peek() === character;
    this.#position += found ? 1 : 0;
    return found;
  }
}

/** Reads a pattern, or throws an {@link UnsupportedPattern}. */
export function parsePattern(pattern: string): PatternNode {
  return new PatternParser(Array.from(pattern)).parse();
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function range(from: CharacterSet, to: CharacterSet): CharacterSet {
  const [[first, firstEnd] = [0, -1]] = from;
  const [[last, lastEnd] = [0, -1]] = to;
  if (
    from.length !== 1 ||
    to.length !== 1 ||
    first !== firstEnd ||
    last !== lastEnd ||
    last < first
  ) {
    throw new UnsupportedPattern('a range without two ends');
  }
  return [[first, last]];
}
