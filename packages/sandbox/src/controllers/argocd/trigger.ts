import { isJsonObject } from '../../kubernetes/types';

const COMPARISON =
  /^\s*([\w.?]+)\s*(==|!=|\bin\b)\s*(nil|'[^']*'|\[(?:\s*'[^']*'\s*,?)*\s*\])\s*$/;

/**
 * Whether the condition of a trigger holds: the part of the expression language of Argo CD's notifications that the
 * triggers of its catalog need, comparisons of fields with texts, joined by `and`.
 */
export function isTriggered(condition: string, app: unknown): boolean {
  return condition.split(/\s+and\s+/).every(part => {
    const match = COMPARISON.exec(part);
    if (!match) {
      throw new Error(
        `the trigger condition '${part.trim()}' is not supported in the sandbox`,
      );
    }
    const [, path, operator, literal] = match;
    const value = fieldAt(app, path);
    if (literal === 'nil') {
      return (value === undefined) === (operator === '==');
    }
    const texts = [...literal.matchAll(/'([^']*)'/g)].map(([, text]) => text);
    const found = texts.some(text => text === value);
    return operator === '!=' ? !found : found;
  });
}

/** The field of a path like `app.status.operationState?.phase`; undefined where there is none. */
export function fieldAt(app: unknown, path: string): unknown {
  let value: unknown = { app };
  for (const key of path.split(/\??\./)) {
    value =
      isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}
