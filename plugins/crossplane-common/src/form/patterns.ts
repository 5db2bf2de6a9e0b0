/**
 * True when a browser may run the pattern: JavaScript understands it and it cannot run away.
 * Patterns of Kubernetes are RE2, which has no backtracking; JavaScript has.
 */
export function isSafeBrowserPattern(pattern: string): boolean {
  if (pattern.length > 500 || hasNestedRepetition(pattern)) {
    return false;
  }
  try {
    return Boolean(new RegExp(pattern, 'u'));
  } catch {
    return false;
  }
}

/**
 * True when a repeated group itself contains a repetition or an alternative, as `(a+)+` and `(a|a)*`
 * do. Stricter than needed: what it refuses is checked on the server.
 */
function hasNestedRepetition(pattern: string): boolean {
  const groups: boolean[] = [];
  let inClass = false;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index];
    if (character === '\\') {
      index += 1;
    } else if (inClass) {
      inClass = character !== ']';
    } else if (character === '[') {
      inClass = true;
    } else if (character === '(') {
      groups.push(false);
    } else if (character === ')') {
      const risky = groups.pop() ?? false;
      const repeated = /^(\*|\+|\{\d*,\d*\}|\{\d{2,}\})/.test(
        pattern.slice(index + 1),
      );
      if (risky && repeated) {
        return true;
      }
      markRisky(groups, risky || repeated);
    } else if (/^(\*|\+|\{\d*,\d*\}|\|)/.test(pattern.slice(index))) {
      markRisky(groups, true);
    }
  }
  return false;
}

function markRisky(groups: boolean[], risky: boolean): void {
  if (risky && groups.length) {
    groups[groups.length - 1] = true;
  }
}
