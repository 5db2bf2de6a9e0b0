import { ambiguousScalars } from '../input/ambiguousScalars';
import { Finding, warningAt } from './Finding';

const MAX_FINDINGS = 20;

/** Explains what `kubectl` and Flux (YAML 1.1) read differently from other tools, and perhaps from what was meant. */
export function lintScalars(text: string, lineOffset = 0): Finding[] {
  const found = ambiguousScalars(text);
  const shown = found
    .slice(0, MAX_FINDINGS)
    .map(({ line, text: written, meaning }) =>
      warningAt(
        `line ${line + lineOffset}`,
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
