import { isJsonObject, JsonObject, objectsAt } from '../kubernetes/types';
import { timestamp } from './Controller';

/** What is said of an object by one condition. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message?: string;
  observedGeneration?: number;
}

/**
 * The conditions with these in their places. A condition that says the same
 * as before is kept as it is; its transition time moves with its status only.
 */
export function withConditions(
  status: unknown,
  changes: Condition[],
  options: { updateTime?: boolean } = {},
): JsonObject[] {
  const result = [...objectsAt(status, 'conditions')];
  const now = timestamp();
  for (const change of changes) {
    const index = result.findIndex(({ type }) => type === change.type);
    const before = index < 0 ? undefined : result[index];
    const wanted: JsonObject = JSON.parse(JSON.stringify(change));
    const same =
      before !== undefined &&
      Object.entries(wanted).every(([key, value]) => before[key] === value);
    if (same) {
      continue;
    }
    const next: JsonObject = {
      ...wanted,
      lastTransitionTime:
        before?.status === change.status ? before.lastTransitionTime : now,
      ...(options.updateTime ? { lastUpdateTime: now } : {}),
    };
    if (index < 0) {
      result.push(next);
    } else {
      result[index] = next;
    }
  }
  return result;
}

/** The condition of a type, or undefined. */
export function findCondition(
  object: unknown,
  type: string,
): JsonObject | undefined {
  return isJsonObject(object)
    ? objectsAt(object.status, 'conditions').find(
        condition => condition.type === type,
      )
    : undefined;
}
