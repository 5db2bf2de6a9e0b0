import { JsonArray, JsonObject, JsonValue } from '@backstage/types';
import { stringify } from 'yaml';
import { isJsonObject, setOwn } from '../json';
import { toPlainText } from '../xrd/text';
import { classifyNode, NodeShape, requiredNames } from './classifyNode';
import { isSafeBrowserPattern } from './pattern/safePattern';

const SHAPE_KEYWORDS: Record<NodeShape['shape'], string[]> = {
  scalar: [
    'enum',
    'const',
    'default',
    'examples',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'multipleOf',
    'minLength',
    'maxLength',
    'nullable',
  ],
  object: ['default', 'minProperties', 'maxProperties', 'nullable'],
  map: ['default', 'minProperties', 'maxProperties', 'nullable'],
  array: ['default', 'minItems', 'maxItems', 'uniqueItems', 'nullable'],
  intOrString: [],
  yaml: [],
};

/** Formats that the validator of the browser knows; the server checks the others. */
const BROWSER_FORMATS = new Set([
  'date',
  'date-time',
  'duration',
  'email',
  'hostname',
  'int32',
  'int64',
  'ipv4',
  'ipv6',
  'uri',
  'uuid',
]);

const MAX_NODES = 2000;

/** Converts one schema and collects the notes on the way. */
export class FormConverter {
  readonly notes: string[] = [];
  #nodes = 0;

  convert(
    node: JsonObject | undefined,
    name: string,
    path: string,
    depth: number,
  ): JsonObject {
    this.#nodes += 1;
    const shape: NodeShape =
      this.#nodes > MAX_NODES && depth > 1
        ? // The manifest is made by the same rules without this limit: text is parsed where it is found.
          { shape: 'yaml', reason: 'the schema has too many fields' }
        : classifyNode(node, depth);
    const source = node ?? {};
    const form: JsonObject = {
      title: toTitle(source, name),
      ...toDescription(source),
    };
    this.#keepKeywords(source, shape, form, path);
    switch (shape.shape) {
      case 'scalar':
        return { ...form, type: shape.type, ...this.#text(source, path) };
      case 'intOrString':
        return { ...form, type: 'string', ...textDefault(source) };
      case 'object':
        return { ...form, ...this.#object(source, shape, path, depth) };
      case 'map':
        return {
          ...form,
          type: 'object',
          additionalProperties: this.convert(
            shape.values,
            'Value',
            `${path}.*`,
            depth + 1,
          ),
        };
      case 'array':
        return {
          ...form,
          type: 'array',
          items: this.convert(shape.items, 'Item', `${path}[]`, depth + 1),
        };
      default:
        return this.#yaml(source, form, shape.reason, path);
    }
  }

  #object(
    source: JsonObject,
    shape: Extract<NodeShape, { shape: 'object' }>,
    path: string,
    depth: number,
  ): JsonObject {
    const properties: JsonObject = {};
    for (const [name, child] of Object.entries(shape.properties)) {
      setOwn(
        properties,
        name,
        this.convert(child, name, path ? `${path}.${name}` : name, depth + 1),
      );
    }
    const required = requiredNames(source).filter(name =>
      Object.hasOwn(shape.properties, name),
    );
    for (const keyword of ['oneOf', 'anyOf', 'allOf', 'not']) {
      if (keyword in source) {
        this.#note(path, `${keyword} is checked when the form is submitted`);
      }
    }
    return {
      type: 'object',
      ...(required.length ? { required } : {}),
      properties,
    };
  }

  #yaml(
    source: JsonObject,
    form: JsonObject,
    reason: string,
    path: string,
  ): JsonObject {
    this.#note(path, `is edited as YAML because ${reason}`);
    return {
      ...form,
      type: 'string',
      'ui:widget': 'textarea',
      'ui:options': { rows: 8 },
      'ui:help': `YAML: ${reason}`,
      ...(source.default === undefined
        ? {}
        : { default: stringify(source.default) }),
    };
  }

  #text(source: JsonObject, path: string): JsonObject {
    const kept: JsonObject = {};
    if (typeof source.format === 'string') {
      if (BROWSER_FORMATS.has(source.format)) {
        kept.format = source.format;
      } else {
        this.#note(path, `format '${source.format}' is checked on submit`);
      }
    }
    if (typeof source.pattern === 'string') {
      if (isSafeBrowserPattern(source.pattern)) {
        kept.pattern = source.pattern;
      } else {
        this.#note(path, 'the pattern is checked on submit');
      }
    }
    return kept;
  }

  #keepKeywords(
    source: JsonObject,
    shape: NodeShape,
    form: JsonObject,
    path: string,
  ): void {
    for (const keyword of SHAPE_KEYWORDS[shape.shape]) {
      const value = source[keyword];
      if (value === undefined) {
        continue;
      }
      if (isStorable(value)) {
        form[keyword] = value;
      } else {
        this.#note(path, `${keyword} holds a value that cannot be stored`);
      }
    }
  }

  #note(path: string, text: string): void {
    this.notes.push(`${path || 'spec'}: ${text}`);
  }
}

function toTitle(source: JsonObject, name: string): string {
  if (typeof source.title === 'string' && source.title.trim()) {
    return toPlainText(source.title, 200);
  }
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_.-]+/g, ' ')
    .trim();
  return toPlainText(spaced.charAt(0).toUpperCase() + spaced.slice(1), 200);
}

function toDescription(source: JsonObject): JsonObject {
  const rules = Array.isArray(source['x-kubernetes-validations'])
    ? source['x-kubernetes-validations']
    : [];
  const messages = rules.flatMap(rule =>
    isJsonObject(rule) && typeof rule.message === 'string'
      ? [rule.message]
      : [],
  );
  const description =
    typeof source.description === 'string' ? source.description : undefined;
  return {
    ...(description ? { description: toPlainText(description) } : {}),
    ...(messages.length ? { 'ui:help': toPlainText(messages.join(' ')) } : {}),
  };
}

function textDefault(source: JsonObject): JsonObject {
  return source.default === undefined
    ? {}
    : { default: String(source.default) };
}

/**
 * The catalog reads objects with `$text` and the like as placeholders and fetches what they name, so
 * an XRD must not be able to put one into an entity.
 */
function isStorable(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') {
    return !value.includes('\u0000') && !/\p{Surrogate}/u.test(value);
  }
  if (Array.isArray(value)) {
    return (value as JsonArray).every(isStorable);
  }
  if (isJsonObject(value)) {
    return Object.entries(value).every(
      ([key, child]) => !/^(\$|__proto__$)/.test(key) && isStorable(child),
    );
  }
  return true;
}
