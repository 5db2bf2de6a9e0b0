import { ambiguousScalars } from '../input/ambiguousScalars';
import { Finding, warningAt } from './Finding';

const MAX_FINDINGS = 20;

/** Warns of what `kubectl` and Flux read differently from what stands in the findings above: they know YAML 1.1. */
export function lintScalars(text: string): Finding[] {
  const found = ambiguousScalars(text);
  const shown = found
    .slice(0, MAX_FINDINGS)
    .map(({ line, text: written, meaning }) =>
      warningAt(
        `line ${line}`,
        `${written} is ${meaning}: put it in quotes, or write what is meant`,
      ),
    );
  return found.length > MAX_FINDINGS
    ? [
        ...shown,
        warningAt('file', `has ${found.length - MAX_FINDINGS} more of these`),
      ]
    : shown;
}
