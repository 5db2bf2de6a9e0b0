import { ANY, CharacterSet } from './characterSet';
import { PatternNode, UnsupportedPattern } from './patternSyntax';

export { UnsupportedPattern } from './patternSyntax';

/**
 * A position automaton (Glushkov): one state for every character set of the pattern, no empty steps.
 * State 0 is the start.
 */
export interface PatternAutomaton {
  /** What must be read to come into a state; unused for state 0. */
  sets: CharacterSet[];
  /** Where a state leads to, and in how many ways: 2 stands for two or more. */
  steps: Array<Map<number, 1 | 2>>;
}

/** The ways a part of a pattern can be read: 2 stands for two or more. */
interface Part {
  /** Ways to match the empty text. */
  empty: 0 | 1 | 2;
  first: Map<number, 1 | 2>;
  last: Map<number, 1 | 2>;
}

const MAX_POSITIONS = 160;
const NOTHING: Part = { empty: 1, first: new Map(), last: new Map() };

class AutomatonBuilder {
  readonly #sets: CharacterSet[] = [[]];
  readonly #steps: Array<Map<number, 1 | 2>> = [new Map()];

  build(pattern: PatternNode): PatternAutomaton {
    const parts = pattern.type === 'sequence' ? pattern.parts : [pattern];
    const anchored = parts[0]?.type === 'start';
    // Without an anchor an engine tries every place to start at: a loop before the pattern.
    const body: PatternNode = anchored
      ? { type: 'sequence', parts: parts.slice(1) }
      : {
          type: 'sequence',
          parts: [
            {
              type: 'repeat',
              body: { type: 'set', set: ANY },
              from: 0,
              to: Infinity,
            },
            ...parts,
          ],
        };
    const part = this.#part(body);
    add(this.#steps[0], part.first, 1);
    return { sets: this.#sets, steps: this.#steps };
  }

  #part(node: PatternNode): Part {
    switch (node.type) {
      case 'set':
        return this.#position(node.set);
      case 'sequence':
        return node.parts
          .map(child => () => this.#part(child))
          .reduce((before, next) => this.#concatenate(before, next()), NOTHING);
      case 'choice':
        return node.options
          .map(option => this.#part(option))
          .reduce((a, b) => ({
            empty: cap(a.empty + b.empty),
            first: joined(a.first, b.first),
            last: joined(a.last, b.last),
          }));
      case 'repeat':
        return this.#repeat(node);
      default:
        // An anchor reads nothing. Taken as always true it only adds ways.
        return NOTHING;
    }
  }

  #position(set: CharacterSet): Part {
    const state = this.#sets.push(set) - 1;
    if (state > MAX_POSITIONS) {
      throw new UnsupportedPattern('the pattern is too large');
    }
    this.#steps.push(new Map());
    return {
      empty: 0,
      first: new Map([[state, 1]]),
      last: new Map([[state, 1]]),
    };
  }

  #concatenate(before: Part, after: Part): Part {
    this.#connect(before, after);
    return {
      empty: cap(before.empty * after.empty),
      first: joined(before.first, scaled(after.first, before.empty)),
      last: joined(after.last, scaled(before.last, after.empty)),
    };
  }

  #connect(before: Part, after: Part): void {
    for (const [state, ways] of before.last) {
      add(this.#steps[state], after.first, ways);
    }
  }

  #repeat({ body, from, to }: Extract<PatternNode, { type: 'repeat' }>): Part {
    if (to <= 1 || isWrittenOut(countSets(body), from, to)) {
      return this.#copies(body, from, to);
    }
    const part = this.#part(body);
    this.#connect(part, part);
    // Reading nothing once more is no way of its own: engines stop there.
    return from === 0
      ? { ...part, empty: cap(part.empty + 1) }
      : { ...part, empty: part.empty };
  }

  /** x{2,4} as xx(x(x)?)? */
  #copies(body: PatternNode, from: number, to: number): Part {
    let tail: PatternNode = { type: 'sequence', parts: [] };
    for (let copy = to; copy > from; copy--) {
      const once: PatternNode = { type: 'sequence', parts: [body, tail] };
      tail = {
        type: 'choice',
        options: [once, { type: 'sequence', parts: [] }],
      };
    }
    return this.#part({
      type: 'sequence',
      parts: [...Array.from({ length: from }, () => body), tail],
    });
  }
}

/**
 * Builds the automaton of a pattern. Repetitions with an upper limit are taken as unlimited where
 * writing them out would be large: that has at least as many ways to read a text.
 */
export function buildAutomaton(pattern: PatternNode): PatternAutomaton {
  return new AutomatonBuilder().build(pattern);
}

function cap(ways: number): 0 | 1 | 2 {
  if (ways <= 0) {
    return 0;
  }
  return ways === 1 ? 1 : 2;
}

function add(
  target: Map<number, 1 | 2>,
  states: Map<number, 1 | 2>,
  factor: number,
): void {
  for (const [state, ways] of states) {
    const total = cap((target.get(state) ?? 0) + ways * factor);
    if (total > 0) {
      target.set(state, total === 1 ? 1 : 2);
    }
  }
}

function joined(
  a: Map<number, 1 | 2>,
  b: Map<number, 1 | 2>,
): Map<number, 1 | 2> {
  const result = new Map(a);
  add(result, b, 1);
  return result;
}

function scaled(
  states: Map<number, 1 | 2>,
  factor: number,
): Map<number, 1 | 2> {
  const result = new Map<number, 1 | 2>();
  add(result, states, factor);
  return result;
}

/** Small repetitions are exact; of others every copy would be one more choice. */
function isWrittenOut(size: number, from: number, to: number): boolean {
  return size * to <= 40 && (from === to || to <= 4);
}

function countSets(node: PatternNode): number {
  switch (node.type) {
    case 'set':
      return 1;
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + countSets(part), 0);
    case 'choice':
      return node.options.reduce((sum, part) => sum + countSets(part), 0);
    case 'repeat':
      return (
        countSets(node.body) *
        Math.max(1, node.to === Infinity ? 1 : Math.min(node.to, 1000))
      );
    default:
      return 0;
  }
}
