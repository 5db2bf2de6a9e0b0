import { JsonObject } from '@backstage/types';
import { ownValue, setOwn } from '../json';
import { isShownDefault } from './defaults';
import {
  defaultInWords,
  described,
  isLeaf,
  lengthOfTexts,
  textsOf,
  titleOf,
} from './fieldTexts';
import { inDisplayOrder } from './fieldOrder';
import { FormField, FormNode } from './formNode';
import { limitsOf } from './keywords';
import { mapSettings, withValueSettings, yamlSettings } from './mapSettings';
import { orNull, typeOf } from './nullable';
import { OrderFields } from './orderFields';
import { ParameterOverride } from './parameterOverrides';
import { countKeyword, isImmutable } from './schemaKeywords';
import { toFormValue } from './specToForm';
import { widgetOf } from './widgets';

/** What a node inherits from its parents. */
interface Surroundings {
  /** Inside of a choice of schemas, whose options would share their `ui:` settings. */
  withoutSettings: boolean;
  immutable: boolean;
  /** Where annotations of the XRD find it. */
  path: string;
}

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
    this.#textLength = lengthOfTexts(numberOfFields);
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
    const title = titleOf(node, name, override);
    const texts = textsOf(node, override, {
      immutable: around.immutable,
      length: this.#textLength,
    });
    if (node.presence === 'optional') {
      return this.#optional(node, title, texts, around);
    }
    const value = this.#value(node, around);
    const shown: JsonObject = {
      ...(title === undefined ? {} : { title }),
      ...described(texts, around),
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
          ...withValueSettings(
            this.#node(node.values, undefined, {
              ...around,
              // The whole map is locked.
              immutable: false,
              path: `${around.path}.*`,
            }),
          ),
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
      ...described([...texts, ...(hasDefault ? [defaultInWords(node)] : [])], {
        ...around,
        withoutSettings: true,
      }),
      anyOf: [
        {
          title: hasDefault ? 'Default' : nothing,
          type: 'null',
          errorMessage: `can also be left out: choose "${
            hasDefault ? 'Default' : nothing
          }"`,
        },
        {
          title: name,
          ...this.#value(inner, around),
          ...(node.kind === 'map' && !around.withoutSettings
            ? mapSettings(around.immutable)
            : {}),
        },
      ],
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
    if (node.kind === 'map' && settings['ui:widget'] !== 'hidden') {
      return { ...settings, ...mapSettings(around.immutable) };
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
