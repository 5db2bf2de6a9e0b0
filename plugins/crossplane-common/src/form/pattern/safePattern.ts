import { buildAutomaton, UnsupportedPattern } from './patternAutomaton';
import { parsePattern } from './patternSyntax';
import { isHarmless } from './patternAmbiguity';

/** Longer patterns are not worth their analysis: the server checks them. */
const MAX_PATTERN_LENGTH = 500;

/** Definitions write the same patterns again and again, for names above all. */
const MAX_KNOWN_PATTERNS = 500;
const known = new Map<string, boolean>();

/**
 * True when a browser may run the pattern: JavaScript reads it as RE2 does, and backtracking over a
 * text of n characters takes at most about n² steps.
 *
 * @remarks
 * Patterns of Kubernetes are RE2, which has no backtracking. JavaScript backtracks, and so does the
 * check of form values in the scaffolder backend: `(a+)+$` stops both. The answer is sound, not
 * complete: only what the automaton of the pattern proves harmless is let through.
 *
 * Method: Weber and Seidl, "On the degree of ambiguity of finite automata" (1991): the number of ways
 * to read a text is exponential exactly if a state can come back to itself in two ways over the same
 * text, and polynomial of a degree that follows from chains of loops over the same text otherwise.
 *
 * @public
 */
export function isSafeBrowserPattern(pattern: string): boolean {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return false;
  }
  const before = known.get(pattern);
  if (before !== undefined) {
    return before;
  }
  const safe = analyze(pattern);
  if (known.size >= MAX_KNOWN_PATTERNS) {
    known.clear();
  }
  known.set(pattern, safe);
  return safe;
}

function analyze(pattern: string): boolean {
  try {
    // What JavaScript cannot compile must not reach a validator at all.
    RegExp(pattern, 'u');
    return isHarmless(buildAutomaton(parsePattern(pattern)));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnsupportedPattern) {
      return false;
    }
    throw error;
  }
}
