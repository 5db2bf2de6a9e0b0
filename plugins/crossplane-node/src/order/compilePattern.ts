import { RE2JS } from 're2js';
import { patternSize } from './patternSize';

/** Longer patterns are left to the cluster. */
const MAX_LENGTH = 4096;
/** Compiling takes about a millisecond for 500 units. */
const MAX_UNITS = 10_000;
/** As in Go. */
const MAX_REPEATS = 1000;
/** Units of all expressions that are kept. */
const MAX_KEPT = 300_000;

/** A pattern as an expression, or why there is none. */
export type CompiledPattern =
  | { expression: RE2JS; units: number; reason?: undefined }
  | { expression?: undefined; units: 0; reason: string };

const kept = new Map<string, CompiledPattern & { expression: RE2JS }>();
let keptUnits = 0;
let compilations = 0;

/**
 * Compiles a pattern of Kubernetes (RE2) for a linear engine, so that none can backtrack; what would take long to
 * compile is left to the cluster. The least recently used of about 300,000 units are kept for the process.
 */
export function compilePattern(pattern: string): CompiledPattern {
  const known = kept.get(pattern);
  if (known) {
    kept.delete(pattern);
    kept.set(pattern, known);
    return known;
  }
  const size = boundedSize(pattern);
  if ('reason' in size) {
    return { units: 0, reason: size.reason };
  }
  compilations += 1;
  const expression = tryCompile(pattern);
  if (!(expression instanceof RE2JS)) {
    return { units: 0, reason: expression.reason };
  }
  const compiled = { expression, units: size.units };
  kept.set(pattern, compiled);
  keptUnits += size.units;
  for (const [oldest, { units }] of kept) {
    if (keptUnits <= MAX_KEPT) {
      break;
    }
    kept.delete(oldest);
    keptUnits -= units;
  }
  return compiled;
}

/** How many expressions were compiled so far, and how large those are that are kept: for tests and benchmarks. */
export function patternUsage(): { compilations: number; keptUnits: number } {
  return { compilations, keptUnits };
}

/**
 * Why Kubernetes would not take a pattern, or why that is not known.
 *
 * @remarks
 * Takes no longer for `x{1,1000}` than for `x`: repetitions are counted, and compiled as one.
 *
 * @returns `invalid` with the reason, `unknown` for patterns that are too long to look into, otherwise `valid`
 * @public
 */
export function checkPattern(
  pattern: string,
): { state: 'valid' } | { state: 'invalid' | 'unknown'; reason: string } {
  if (pattern.length > MAX_LENGTH) {
    return { state: 'unknown', reason: tooLong(pattern) };
  }
  const { once, repeats } = patternSize(pattern);
  if (repeats > MAX_REPEATS) {
    return {
      state: 'invalid',
      reason: `it repeats a part ${repeats} times, and ${MAX_REPEATS} is the most`,
    };
  }
  const result = tryCompile(once);
  return result instanceof RE2JS
    ? { state: 'valid' }
    : { state: 'invalid', reason: result.reason };
}

function boundedSize(pattern: string): { units: number } | { reason: string } {
  if (pattern.length > MAX_LENGTH) {
    return { reason: tooLong(pattern) };
  }
  const { units } = patternSize(pattern);
  return units > MAX_UNITS
    ? {
        reason: `compiles to about ${units} instructions, and the portal takes at most ${MAX_UNITS}`,
      }
    : { units };
}

function tooLong(pattern: string): string {
  return `has ${pattern.length} characters, and the portal takes at most ${MAX_LENGTH}`;
}

function tryCompile(pattern: string): RE2JS | { reason: string } {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
