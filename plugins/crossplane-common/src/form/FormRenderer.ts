import { JsonObject, JsonValue } from '@backstage/types';
import { ownValue, setOwn } from '../json';
import { toPlainText } from '../xrd/text';
import { isShownDefault } from './defaults';
import { describeRules, IMMUTABLE } from './describeRules';
import { toDisplayText, toTitle } from './displayText';
import { inDisplayOrder } from './fieldOrder';
import { FormField, FormNode } from './formNode';
import { limitsOf } from './keywords';
import { OrderFields } from './orderFields';
import { ParameterOverride } from './parameterOverrides';
import { countKeyword, isImmutable } from './schemaKeywords';
import { toFormValue } from './specToForm';
import { widgetOf } from './widgets';

/** What a node inherits from its parents. */
interface Surroundings {
  /** Inside of a map or a choice, where the scaffolder takes no `ui:` settings. */
  withoutSettings: boolean;
  immutable: boolean;
  /** Where annotations of the XRD find it. */
  path: string;
}

/** Descriptions of all fields together; every field gets its part. */
const MAX_TEXT = 300_000;
const MAX_HELP_LENGTH = 500;

/** Turns a planned form into the JSON schema that the scaffolder shows. */
export class FormRenderer {
  readonly notes: string[] = [];
  readonly #overrides: Map<string, ParameterOverride>;
  readonly #textLength: number;

  constructor(
    overrides: Map<string, ParameterOverride>,
    numberOfFields: number,
  ) {
    this.#overrides = overrides;
    this.#textLength = Math.max(
      100,
      Math.min(1000, Math.floor(MAX_TEXT / Math.max(1, numberOfFields))),
    );
  }

  render(node: FormNode, name: string): JsonObject {
    return this.#node(node, name, {
      withoutSettings: false,
      immutable: false,
      path: '',
    });
  }

  #node(
    node: FormNode,
    name: string | undefined,
    parent: Surroundings,
  ): JsonObject {
    const override = this.#overrides.get(parent.path) ?? {};
    const around: Surroundings = {
      ...parent,
      immutable: parent.immutable || isImmutable(node.source),
    };
    const title = this.#title(node, name, override);
    const texts = this.#texts(node, override, around);
    if (node.presence === 'optional') {
      return this.#optional(node, title, texts, around);
    }
    const value = this.#value(node, around);
    const shown: JsonObject = {
      ...(title === undefined ? {} : { title }),
      ...this.#described(texts, around),
      ...value,
      ...this.#default(node),
      ...(around.withoutSettings ? {} : this.#settings(node, override, around)),
    };
    return node.presence === 'orNull' ? orNull(shown) : shown;
  }

  #value(node: FormNode, around: Surroundings): JsonObject {
    const note = (text: string) => this.#note(node, text);
    const limits = limitsOf(node, note);
    if (Object.hasOwn(node.source, 'allOf')) {
      note('a part of allOf is checked when the form is submitted');
    }
    switch (node.kind) {
      case 'scalar':
        return { ...typeOf(node, node.type), ...limits };
      case 'intOrString':
        return { ...typeOf(node, 'string'), ...limits };
      case 'object':
        this.#noteRules(node);
        return { ...typeOf(node, 'object'), ...this.#fields(node, around) };
      case 'map':
        this.#noteRules(node);
        return {
          ...typeOf(node, 'object'),
          ...limits,
          // Without a title of their own, values are shown with their keys.
          additionalProperties: this.#node(node.values, undefined, {
            ...around,
            withoutSettings: true,
            path: `${around.path}.*`,
          }),
        };
      case 'list':
        this.#noteRules(node);
        return {
          ...typeOf(node, 'array'),
          ...limits,
          items: this.#node(node.items, 'Item', {
            ...around,
            path: `${around.path}[]`,
          }),
        };
      case 'variants':
        return {
          anyOf: node.options.map((option, index) =>
            this.#node(option, `Variant ${index + 1}`, {
              ...around,
              withoutSettings: true,
            }),
          ),
        };
      default:
        this.#note(node, `is edited as YAML because ${node.reason}`);
        return { type: 'string' };
    }
  }

  #fields(
    node: Extract<FormNode, { kind: 'object' }>,
    around: Surroundings,
  ): JsonObject {
    const properties: JsonObject = {};
    const fields = inDisplayOrder(node, field =>
      this.#overrides.get(childPath(around.path, field)),
    );
    for (const field of fields) {
      setOwn(
        properties,
        field.key,
        this.#node(field.node, field.name, {
          ...around,
          path: childPath(around.path, field),
        }),
      );
    }
    if (node.rest) {
      this.#note(
        node,
        `has fields that are edited as YAML: ${node.rest.reason}`,
      );
      setOwn(properties, node.rest.key, {
        title: 'More fields',
        description: `Names and values of other fields, as YAML: ${node.rest.reason}`,
        type: 'string',
        ...(around.withoutSettings ? {} : yamlSettings(around.immutable)),
      });
    }
    const required = node.fields
      .filter(field => field.node.required && !defaultsUnseen(field.node))
      .map(({ key }) => key);
    return { ...(required.length ? { required } : {}), properties };
  }

  /** A choice between nothing and the fields. */
  #optional(
    node: FormNode,
    title: string | undefined,
    texts: string[],
    around: Surroundings,
  ): JsonObject {
    const name = title ?? 'Value';
    const hasDefault = node.byDefault !== undefined && node.byDefault !== null;
    const nothing = node.required && !hasDefault ? 'None' : 'Not set';
    const inner: FormNode = { ...node, presence: 'plain' };
    return {
      ...(title === undefined ? {} : { title }),
      ...this.#described(
        [...texts, ...(hasDefault ? [this.#defaultInWords(node)] : [])],
        { ...around, withoutSettings: true },
      ),
      anyOf: [
        {
          title: hasDefault ? 'Default' : nothing,
          type: 'null',
          errorMessage: `can also be left out: choose "${
            hasDefault ? 'Default' : nothing
          }"`,
        },
        { title: name, ...this.#value(inner, around) },
      ],
    };
  }

  #defaultInWords(node: FormNode): string {
    return toDisplayText(
      `Default: ${JSON.stringify(node.byDefault)}`,
      MAX_HELP_LENGTH,
    );
  }

  #title(
    node: FormNode,
    name: string | undefined,
    override: ParameterOverride,
  ): string | undefined {
    if (override.title) {
      return override.title;
    }
    const title = ownValue(node.source, 'title');
    if (typeof title === 'string' && title.trim()) {
      return toPlainText(title, 200);
    }
    return name === undefined ? undefined : toTitle(name);
  }

  /** The description first, then what helps to fill the field in. */
  #texts(
    node: FormNode,
    override: ParameterOverride,
    around: Surroundings,
  ): string[] {
    const own = ownValue(node.source, 'description');
    const described = typeof own === 'string' ? own : '';
    const description = override.description ?? described;
    const help = [
      ...(override.help ? [override.help] : []),
      ...describeRules(node),
      ...(around.immutable && !isImmutable(node.source) && isLeaf(node)
        ? [IMMUTABLE]
        : []),
      ...kindHelp(node),
    ].join(' ');
    return [
      toDisplayText(description, this.#textLength),
      toDisplayText(help, MAX_HELP_LENGTH),
    ];
  }

  #described(texts: string[], around: Surroundings): JsonObject {
    const [description, ...help] = texts;
    if (around.withoutSettings) {
      const all = texts.filter(Boolean).join(' ');
      return all ? { description: all } : {};
    }
    const words = help.filter(Boolean).join(' ');
    return {
      ...(description ? { description } : {}),
      ...(words ? { 'ui:help': words } : {}),
    };
  }

  #default(node: FormNode): JsonObject {
    const { byDefault } = node;
    if (byDefault === undefined) {
      return {};
    }
    if (byDefault === null) {
      return node.kind === 'scalar' ? { default: null } : {};
    }
    if (!isShownDefault(node)) {
      this.#note(node, 'has a default that the form cannot show');
      return {};
    }
    const value = toFormValue(node, byDefault);
    return value === undefined ? {} : { default: value };
  }

  #settings(
    node: FormNode,
    override: ParameterOverride,
    around: Surroundings,
  ): JsonObject {
    if (node.kind === 'yaml') {
      return yamlSettings(around.immutable);
    }
    if (node.presence === 'orNull') {
      return {};
    }
    const { settings, notes } = widgetOf(node, override);
    for (const text of notes) {
      this.#note(node, text);
    }
    const isFixed =
      around.immutable && isLeaf(node) && settings['ui:widget'] !== 'hidden';
    return {
      ...settings,
      ...(isFixed ? { 'ui:field': OrderFields.immutable } : {}),
    };
  }

  #noteRules(node: FormNode): void {
    for (const keyword of ['oneOf', 'anyOf', 'not']) {
      if (ownValue(node.source, keyword) !== undefined) {
        this.#note(node, `${keyword} is checked when the form is submitted`);
      }
    }
    if (
      node.kind === 'object' &&
      (countKeyword(node.source, 'minProperties') > 0 ||
        ownValue(node.source, 'maxProperties') !== undefined)
    ) {
      this.#note(
        node,
        'the number of fields is checked when the form is submitted',
      );
    }
  }

  #note(node: FormNode, text: string): void {
    this.notes.push(`${node.path || 'spec'}: ${text}`);
  }
}

function childPath(path: string, { name }: FormField): string {
  return path ? `${path}.${name}` : name;
}

/** The cluster sets a default that the form does not hold, so nobody has to fill the field in. */
function defaultsUnseen(node: FormNode): boolean {
  return (
    node.byDefault !== undefined &&
    (node.byDefault === null || !isShownDefault(node))
  );
}

function isLeaf(node: FormNode): boolean {
  return node.kind !== 'object' && node.kind !== 'variants';
}

function typeOf(node: FormNode, type: string): JsonObject {
  const nullable = ownValue(node.source, 'nullable') === true;
  if (node.keepsNull && node.presence === 'plain') {
    return { type: [type, 'null'], nullable };
  }
  return nullable ? { type, nullable } : { type };
}

function kindHelp(node: FormNode): string[] {
  switch (node.kind) {
    case 'yaml':
      return [`YAML: ${node.reason}.`];
    case 'intOrString':
      return ['A number or a text.'];
    case 'scalar':
      return ownValue(node.source, 'format') === 'password'
        ? [
            'This value is stored in a repository that others read: prefer the name of a secret.',
          ]
        : [];
    default:
      return [];
  }
}

function yamlSettings(immutable: boolean): JsonObject {
  return {
    'ui:field': OrderFields.yamlEditor,
    // For scaffolders without the field.
    'ui:widget': 'textarea',
    'ui:options': { rows: 8, ...(immutable ? { immutable: true } : {}) },
  };
}

/** The field, or an explicit null; see `nullToForm` for why that is an empty object. */
function orNull(shown: JsonObject): JsonObject {
  const { title, description, 'ui:help': help, ...value } = shown;
  const words = [description, help].filter(Boolean).join(' ');
  const none: JsonValue = {
    title: 'None (null)',
    type: 'object',
    maxProperties: 0,
    errorMessage: 'can also be null: choose "None (null)"',
  };
  return {
    ...(title === undefined ? {} : { title }),
    ...(words ? { description: words } : {}),
    anyOf: [{ title: title ?? 'Value', ...value }, none],
  };
}
