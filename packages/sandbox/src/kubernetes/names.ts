import { randomBytes } from 'node:crypto';
import { StatusCause } from './status';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const QUALIFIED_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

// The alphabet of the real server: no vowels, so that no words come out.
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Which rule the names of a kind follow. */
export type NameRule = 'label' | 'label1035' | 'subdomain' | 'path-segment';

const KINDS_WITH_OWN_RULE: Record<string, NameRule> = {
  Namespace: 'label',
  Service: 'label1035',
  Role: 'path-segment',
  ClusterRole: 'path-segment',
  RoleBinding: 'path-segment',
  ClusterRoleBinding: 'path-segment',
};

/** The name with the random suffix that the server adds to `generateName`. */
export function generateName(prefix: string): string {
  const suffix = [...randomBytes(5)]
    .map(byte => SUFFIX_ALPHABET[byte % SUFFIX_ALPHABET.length])
    .join('');
  return `${prefix.slice(0, 58)}${suffix}`;
}

/** What is wrong with the name of an object, or undefined. */
export function checkName(kind: string, name: string): StatusCause | undefined {
  const rule = KINDS_WITH_OWN_RULE[kind] ?? 'subdomain';
  const problem = nameProblem(rule, name);
  return problem
    ? {
        reason: 'FieldValueInvalid',
        field: 'metadata.name',
        message: `Invalid value: "${name}": ${problem}`,
      }
    : undefined;
}

function nameProblem(rule: NameRule, name: string): string | undefined {
  switch (rule) {
    case 'label':
      return name.length <= 63 && LABEL.test(name)
        ? undefined
        : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character, and have at most 63 characters";
    case 'label1035':
      return name.length <= 63 && LABEL_1035.test(name)
        ? undefined
        : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character, and have at most 63 characters";
    case 'path-segment':
      return /[/%]/.test(name) || name === '.' || name === '..'
        ? "may not contain '/' or '%', nor be '.' or '..'"
        : undefined;
    default:
      return name.length <= 253 && SUBDOMAIN.test(name)
        ? undefined
        : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  }
}

/** What is wrong with labels and annotations. */
export function checkLabels(labels: Record<string, string>): StatusCause[] {
  const causes: StatusCause[] = [];
  for (const [key, value] of Object.entries(labels)) {
    if (!isQualifiedName(key)) {
      causes.push({
        reason: 'FieldValueInvalid',
        field: 'metadata.labels',
        message: `Invalid value: "${key}": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
      });
    }
    if (typeof value !== 'string') {
      causes.push({
        reason: 'FieldValueTypeInvalid',
        field: 'metadata.labels',
        message: `Invalid value: the value of "${key}" must be a string`,
      });
    } else if (value.length > 63 || !LABEL_VALUE.test(value)) {
      causes.push({
        reason: 'FieldValueInvalid',
        field: 'metadata.labels',
        message: `Invalid value: "${value}": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character, and have at most 63 characters`,
      });
    }
  }
  return causes;
}

function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  return (
    name.length <= 63 &&
    QUALIFIED_NAME.test(name) &&
    (prefix === undefined || SUBDOMAIN.test(prefix))
  );
}
