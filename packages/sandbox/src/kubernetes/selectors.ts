import { badRequest } from './status';
import { KubernetesObject, valueAt } from './types';

/** Decides whether a watch or list wants an object. */
export type ObjectFilter = (object: KubernetesObject) => boolean;

interface Requirement {
  key: string;
  operator: 'in' | 'notin' | 'exists' | 'absent';
  values: string[];
}

/** Splits at commas that are not inside parentheses. */
function splitRequirements(selector: string): string[] {
  return selector
    .split(/,(?![^()]*\))/)
    .map(part => part.trim())
    .filter(part => part !== '');
}

function parseRequirement(text: string): Requirement {
  const set = /^([^\s!=(),]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(text);
  if (set) {
    return {
      key: set[1],
      operator: set[2] === 'in' ? 'in' : 'notin',
      values: set[3].split(',').map(value => value.trim()),
    };
  }
  const equality = /^([^\s!=(),]+)\s*(==|=|!=)\s*([^\s!=(),]*)$/.exec(text);
  if (equality) {
    return {
      key: equality[1],
      operator: equality[2] === '!=' ? 'notin' : 'in',
      values: [equality[3]],
    };
  }
  const presence = /^(!?)\s*([^\s!=(),]+)$/.exec(text);
  if (presence) {
    return {
      key: presence[2],
      operator: presence[1] ? 'absent' : 'exists',
      values: [],
    };
  }
  throw badRequest(
    `unable to parse requirement: found '${text}', expected: a label requirement such as 'key=value', 'key in (a,b)' or '!key'`,
  );
}

function meets(requirement: Requirement, value: string | undefined): boolean {
  switch (requirement.operator) {
    case 'in':
      return value !== undefined && requirement.values.includes(value);
    case 'notin':
      return value === undefined || !requirement.values.includes(value);
    case 'exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}

/** Reads the `labelSelector` query parameter. */
export function parseLabelSelector(selector: string | undefined): ObjectFilter {
  const requirements = splitRequirements(selector ?? '').map(parseRequirement);
  return object =>
    requirements.every(requirement =>
      meets(requirement, object.metadata.labels?.[requirement.key]),
    );
}

/** True when the labels satisfy a `matchLabels` and `matchExpressions` selector. */
export function matchesLabelSelector(
  selector: {
    matchLabels?: Record<string, string>;
    matchExpressions?: Array<{
      key: string;
      operator: string;
      values?: string[];
    }>;
  },
  labels: Record<string, string> | undefined,
): boolean {
  const operators: Record<string, Requirement['operator']> = {
    In: 'in',
    NotIn: 'notin',
    Exists: 'exists',
    DoesNotExist: 'absent',
  };
  return (
    Object.entries(selector.matchLabels ?? {}).every(
      ([key, value]) => labels?.[key] === value,
    ) &&
    (selector.matchExpressions ?? []).every(expression => {
      const operator = operators[expression.operator];
      return (
        operator !== undefined &&
        meets(
          { key: expression.key, operator, values: expression.values ?? [] },
          labels?.[expression.key],
        )
      );
    })
  );
}

const COMMON_FIELDS = ['metadata.name', 'metadata.namespace'];
const KIND_FIELDS: Record<string, string[]> = {
  Pod: ['spec.nodeName', 'status.phase', 'status.podIP'],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'reason',
    'type',
  ],
  Secret: ['type'],
  Namespace: ['status.phase'],
};

/** Reads the `fieldSelector` query parameter; a field that the server does not index is refused. */
export function parseFieldSelector(
  selector: string | undefined,
  kind: string,
): ObjectFilter {
  const known = [...COMMON_FIELDS, ...(KIND_FIELDS[kind] ?? [])];
  const requirements = splitRequirements(selector ?? '').map(text => {
    const parts = /^([^\s!=]+)\s*(==|=|!=)\s*(.*)$/.exec(text);
    if (!parts) {
      throw badRequest(`invalid selector: '${text}'; can't understand it`);
    }
    if (!known.includes(parts[1])) {
      throw badRequest(`field label not supported: ${parts[1]}`);
    }
    return {
      path: parts[1].split('.'),
      equal: parts[2] !== '!=',
      value: parts[3],
    };
  });
  return object =>
    requirements.every(({ path, equal, value }) => {
      const actual = valueAt(object, ...path) ?? '';
      return (actual === value) === equal;
    });
}
