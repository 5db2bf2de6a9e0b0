import { CompiledPattern, compilePattern } from './compilePattern';
import { pointersTo } from './withoutGuesses';

/** Units of all patterns that one validation runs: compiling them takes about 60 ms. */
const MAX_UNITS = 30_000;
/** Characters times units, the most that an engine without backtracking does: takes up to 50 ms. */
const MAX_STEPS = 5_000_000;
const MAX_QUOTED = 60;

/** A rule that was not looked at, and why. */
export interface UncheckedRule {
  /** JSON pointer of the value. */
  instancePath: string;
  reason: string;
}

/** Runs the patterns that a validation comes to, within limits for all of them together. */
export class PatternChecks {
  readonly #patterns = new Map<string, CompiledPattern>();
  readonly #unchecked = new Map<string, UncheckedRule>();
  /** Values with a rule that was not looked at, and everything that they are in. */
  readonly #around = new Set<string>();
  #units = 0;
  #steps = 0;

  /** Rules that were taken as kept because looking at them would take too long. */
  get unchecked(): UncheckedRule[] {
    return [...this.#unchecked.values()];
  }

  /** How many patterns a value came to. */
  get count(): number {
    return this.#patterns.size;
  }

  /** True when there is a rule that was not looked at for a value or for something in it. */
  leavesOut(instancePath: string): boolean {
    return this.#around.has(instancePath);
  }

  /** False when the text does not match the pattern; true when it does, or when nobody knows. */
  fits(pattern: string, text: string, instancePath: string): boolean {
    const { expression, units, reason } = this.#compiled(pattern);
    if (!expression) {
      this.#note(pattern, instancePath, reason);
      return true;
    }
    const steps = units * text.length;
    if (this.#steps + steps > MAX_STEPS) {
      this.#note(
        pattern,
        instancePath,
        `is too large for ${text.length} characters of text`,
      );
      return true;
    }
    this.#steps += steps;
    return expression.matcher(text).find();
  }

  #compiled(pattern: string): CompiledPattern {
    const known = this.#patterns.get(pattern);
    if (known) {
      return known;
    }
    const compiled: CompiledPattern =
      this.#units > MAX_UNITS
        ? {
            units: 0,
            reason: `comes after others that take ${
              this.#units
            } instructions, and the portal takes at most ${MAX_UNITS}`,
          }
        : compilePattern(pattern);
    this.#units += compiled.units;
    this.#patterns.set(pattern, compiled);
    return compiled;
  }

  #note(pattern: string, instancePath: string, reason: string): void {
    const quoted =
      pattern.length > MAX_QUOTED
        ? `${pattern.slice(0, MAX_QUOTED)}…`
        : pattern;
    for (const pointer of pointersTo(instancePath)) {
      this.#around.add(pointer);
    }
    this.#unchecked.set(`${instancePath} ${quoted}`, {
      instancePath,
      reason: `the pattern '${quoted}' ${reason}`,
    });
  }
}
