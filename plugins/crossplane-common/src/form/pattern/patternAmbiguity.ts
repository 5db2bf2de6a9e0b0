import { intersects } from './characterSet';
import { PatternAutomaton } from './patternAutomaton';

/** Choices outside of loops double the work at most once each. */
const MAX_SINGLE_CHOICES = 8;
/** Loops over the same text in a row: one means about n² steps for n characters. */
const MAX_DEGREE = 1;

/** True when no text makes a backtracking engine take more than about n² steps. */
export function isHarmless(automaton: PatternAutomaton): boolean {
  const size = automaton.sets.length;
  const overlap = overlaps(automaton);
  const pairs = pairGraph(automaton, overlap);
  const reach = Array.from({ length: size }, (_, state) =>
    reachable([...automaton.steps[state].keys()], next => [
      ...automaton.steps[next].keys(),
    ]),
  );
  const looping = reach.map((states, state) => states.has(state));
  if (
    isExponential(automaton, pairs, looping) ||
    singleChoices(automaton, overlap, looping) > MAX_SINGLE_CHOICES
  ) {
    return false;
  }
  return degree(size, pairs, reach, looping) <= MAX_DEGREE;
}

function overlaps({ sets }: PatternAutomaton): boolean[][] {
  return sets.map(set => sets.map(other => intersects(set, other)));
}

/** Pairs of states that one text can lead to, as `first * size + second`. */
function pairGraph(
  { sets, steps }: PatternAutomaton,
  overlap: boolean[][],
): (pair: number) => number[] {
  const size = sets.length;
  const known = new Map<number, number[]>();
  return pair => {
    const cached = known.get(pair);
    if (cached) {
      return cached;
    }
    const next: number[] = [];
    for (const first of steps[Math.floor(pair / size)].keys()) {
      for (const second of steps[pair % size].keys()) {
        if (overlap[first][second]) {
          next.push(first * size + second);
        }
      }
    }
    known.set(pair, next);
    return next;
  };
}

function reachable(
  from: number[],
  next: (node: number) => number[],
): Set<number> {
  const found = new Set(from);
  const open = [...from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const target of next(node)) {
      if (!found.has(target)) {
        found.add(target);
        open.push(target);
      }
    }
  }
  return found;
}

/** A state that comes back to itself in two ways over the same text. */
function isExponential(
  { sets, steps }: PatternAutomaton,
  pairs: (pair: number) => number[],
  looping: boolean[],
): boolean {
  const size = sets.length;
  return looping.some((loops, state) => {
    if (!loops) {
      return false;
    }
    const diagonal = state * size + state;
    const forward = reachable(pairs(diagonal), pairs);
    if (!forward.has(diagonal)) {
      return false;
    }
    const back = backwards(forward, pairs);
    const comesBack = reachable([diagonal], pair => back.get(pair) ?? []);
    return [...forward].some(pair => {
      const [first, second] = [Math.floor(pair / size), pair % size];
      return first === second
        ? [...steps[first]].some(
            ([target, ways]) =>
              ways > 1 && comesBack.has(target * size + target),
          )
        : comesBack.has(pair);
    });
  });
}

function backwards(
  nodes: Set<number>,
  next: (node: number) => number[],
): Map<number, number[]> {
  const result = new Map<number, number[]>();
  for (const node of nodes) {
    for (const target of next(node)) {
      const sources = result.get(target);
      if (sources) {
        sources.push(node);
      } else {
        result.set(target, [node]);
      }
    }
  }
  return result;
}

/** How many states outside of loops leave more than one way open for the same character. */
function singleChoices(
  { steps }: PatternAutomaton,
  overlap: boolean[][],
  looping: boolean[],
): number {
  return steps.filter((targets, state) => {
    if (looping[state]) {
      return false;
    }
    const entries = [...targets];
    return entries.some(
      ([target, ways], index) =>
        ways > 1 ||
        entries.slice(index + 1).some(([other]) => overlap[target][other]),
    );
  }).length;
}

/** The longest chain of loops in which a text that keeps one busy can also move on to the next. */
function degree(
  size: number,
  pairs: (pair: number) => number[],
  reach: Array<Set<number>>,
  looping: boolean[],
): number {
  const loop = new Map<number, number>();
  const sameLoop = (a: number, b: number) => reach[a].has(b) && reach[b].has(a);
  const states = looping.flatMap((loops, state) => (loops ? [state] : []));
  for (const state of states) {
    const representative = states.find(
      other => other === state || sameLoop(state, other),
    );
    loop.set(state, representative ?? state);
  }
  const chains = new Map<number, Set<number>>();
  for (const state of states) {
    const from = loop.get(state) ?? state;
    const targets = chains.get(from) ?? new Set<number>();
    for (const pair of reachable([state * size + state], pairs)) {
      const to = loop.get(pair % size);
      if (
        Math.floor(pair / size) === state &&
        to !== undefined &&
        to !== from
      ) {
        targets.add(to);
      }
    }
    chains.set(from, targets);
  }
  const longest = new Map<number, number>();
  const lengthFrom = (start: number): number => {
    const cached = longest.get(start);
    if (cached !== undefined) {
      return cached;
    }
    const length = Math.max(
      0,
      ...[...(chains.get(start) ?? [])].map(next => 1 + lengthFrom(next)),
    );
    longest.set(start, length);
    return length;
  };
  return Math.max(0, ...[...chains.keys()].map(lengthFrom));
}
