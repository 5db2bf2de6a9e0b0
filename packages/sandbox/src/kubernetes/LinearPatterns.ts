import { RE2JS } from 're2js';

/** Longer patterns are taken as matching: compiling one takes more than quadratic time. */
const MAX_LENGTH = 20_000;
/** Instructions of one pattern, by a generous estimate; a million take about two seconds. */
const MAX_PATTERN_COST = 500_000;
/** The same for all patterns that one validation compiles anew. */
const MAX_VALIDATION_COST = 2_000_000;
/** Compiled ones hold up to a megabyte each. */
const MAX_KEPT = 100;
/** The most that Go lets a pattern repeat a part, nested repetitions multiplied. */
const MAX_REPEATS = 1000;

/** A pattern as ajv uses it. */
export interface LinearPattern {
  test(text: string): boolean;
  toString(): string;
}

/**
 * Patterns as Go reads them, on an engine that runs in linear time. Compiling is not for free: it happens when a
 * value comes to a pattern, and within limits. What is beyond them, or cannot be read, matches every text.
 */
export class LinearPatterns {
  readonly #kept = new Map<string, RE2JS | undefined>();
  #cost = 0;

  /** To be called before each validation, which has limits of its own. */
  begin(): void {
    this.#cost = 0;
  }

  pattern(source: string): LinearPattern {
    return {
      test: text => this.#compiled(source)?.matcher(text).find() ?? true,
      // ajv tells the patterns of a schema apart by their texts.
      toString: () => source,
    };
  }

  #compiled(source: string): RE2JS | undefined {
    if (this.#kept.has(source)) {
      return this.#kept.get(source);
    }
    const cost = estimatedCost(source);
    if (
      source.length > MAX_LENGTH ||
      cost > MAX_PATTERN_COST ||
      this.#cost + cost > MAX_VALIDATION_COST
    ) {
      return undefined;
    }
    this.#cost += cost;
    const compiled = tryCompile(source);
    this.#kept.set(source, compiled);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT) {
        break;
      }
      this.#kept.delete(oldest);
    }
    return compiled;
  }
}

function estimatedCost(source: string): number {
  let repeats = 1;
  for (const [, least, most] of source.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    repeats *= Math.max(1, Number(most || least));
  }
  return source.length * Math.min(repeats, MAX_REPEATS);
}

function tryCompile(source: string): RE2JS | undefined {
  try {
    return RE2JS.compile(source);
  } catch {
    return undefined;
  }
}
