import { JsonValue } from '@backstage/types';
import { parse } from 'yaml';
import { isJsonObject } from '../json';
import { toDisplayText } from './displayText';

/**
 * How annotations of an XRD begin that change how a field of the form is shown:
 * `openportal.dev/parameter.<path of the field>`.
 *
 * @public
 */
export const PARAMETER_ANNOTATION_PREFIX = 'openportal.dev/parameter.';

/** What an annotation may change about a field. None of it changes what is valid. */
export interface ParameterOverride {
  title?: string;
  description?: string;
  help?: string;
  placeholder?: string;
  widget?: FieldWidget;
  /** Fields with a number come first, in the order of their numbers. */
  order?: number;
  hidden?: boolean;
  advanced?: boolean;
}

const WIDGETS = ['text', 'textarea', 'password', 'radio', 'select'] as const;
export type FieldWidget = (typeof WIDGETS)[number];

const MAX_VALUE_LENGTH = 4000;
const TEXT_LENGTHS = {
  title: 200,
  description: 1000,
  help: 500,
  placeholder: 200,
} as const;

/**
 * Reads the annotations `openportal.dev/parameter.<field>` of an XRD. The name is the path of a field
 * in the spec, such as `storage.size`; the value is YAML or JSON such as `{title: Size, order: 1}`.
 *
 * @returns the overrides by path, and a note for everything that is not understood
 */
export function readParameterOverrides(
  annotations: Record<string, string> | undefined,
): { overrides: Map<string, ParameterOverride>; notes: string[] } {
  const overrides = new Map<string, ParameterOverride>();
  const notes: string[] = [];
  for (const [key, text] of Object.entries(annotations ?? {})) {
    if (!key.startsWith(PARAMETER_ANNOTATION_PREFIX)) {
      continue;
    }
    const path = key.slice(PARAMETER_ANNOTATION_PREFIX.length);
    const note = (reason: string) => notes.push(`annotation ${key} ${reason}`);
    const value = readYaml(text);
    if (isJsonObject(value)) {
      overrides.set(path, readOverride(value, note));
    } else {
      note('is not an object such as {"title": "Size"}');
    }
  }
  return { overrides, notes };
}

function readYaml(text: string): unknown {
  if (text.length > MAX_VALUE_LENGTH) {
    return undefined;
  }
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}

function readOverride(
  value: Record<string, JsonValue | undefined>,
  note: (reason: string) => void,
): ParameterOverride {
  const override: ParameterOverride = {};
  for (const [key, setting] of Object.entries(value)) {
    const refusal = applySetting(override, key, setting);
    if (refusal) {
      note(refusal);
    }
  }
  return override;
}

/** Takes one setting over, or says why not. */
function applySetting(
  override: ParameterOverride,
  key: string,
  value: JsonValue | undefined,
): string | undefined {
  switch (key) {
    case 'title':
    case 'description':
    case 'help':
    case 'placeholder':
      if (typeof value !== 'string' || !value.trim()) {
        return `has a ${key} that is not a text`;
      }
      override[key] = toDisplayText(value, TEXT_LENGTHS[key]);
      return undefined;
    case 'widget':
      override.widget = WIDGETS.find(widget => widget === value);
      return override.widget
        ? undefined
        : `has a widget that is not one of ${WIDGETS.join(', ')}`;
    case 'order':
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        return 'has an order that is not a number';
      }
      override.order = value;
      return undefined;
    case 'hidden':
    case 'advanced':
      if (typeof value !== 'boolean') {
        return `has a value of ${key} that is neither true nor false`;
      }
      override[key] = value;
      return undefined;
    default:
      return `has the unknown setting '${toDisplayText(key, 50)}'`;
  }
}
