import { JsonObject } from '@backstage/types';
import { isJsonObject, ownValue } from '../json';
import { FormNode } from './formNode';
import { isAdvanced } from './fieldOrder';
import { FieldWidget, ParameterOverride } from './parameterOverrides';
import { countKeyword, hasUniqueItems } from './schemaKeywords';

/** Lists of more values are a menu. */
const MAX_CHECKBOXES = 12;
const LONG_TEXT = 500;
const NAMES_OF_LONG_TEXTS =
  /(script|manifest|certificate|cabundle|publickey|privatekey|userdata|cloudinit|cloudconfig|policydocument|sql|html|markdown|template|yaml|json|toml|motd)$/i;

/** The `ui:` settings of a node that is no YAML. */
export function widgetOf(
  node: FormNode,
  override: ParameterOverride,
): { settings: JsonObject; notes: string[] } {
  const notes: string[] = [];
  const advanced = isAdvanced(node, override) ? { advanced: true } : {};
  const settings: JsonObject = {
    ...(override.placeholder && isTextInput(node)
      ? { 'ui:placeholder': override.placeholder }
      : {}),
  };
  if (override.hidden ?? ownValue(node.source, 'x-ui-hidden') === true) {
    if (!node.required || node.byDefault !== undefined) {
      return { settings: { 'ui:widget': 'hidden' }, notes };
    }
    notes.push('is shown although it is marked as hidden: it is required');
  }
  let widget: string | undefined = standardWidget(node);
  if (override.widget) {
    if (allows(node, override.widget)) {
      widget = override.widget;
    } else {
      notes.push(`cannot be shown as ${override.widget}`);
    }
  }
  const options: JsonObject = {
    ...(widget === 'textarea' ? { rows: 6 } : {}),
    ...advanced,
  };
  return {
    settings: {
      ...settings,
      ...(widget && widget !== 'text' ? { 'ui:widget': widget } : {}),
      ...(canBeEmptied(node) ? { 'ui:emptyValue': '' } : {}),
      ...(Object.keys(options).length ? { 'ui:options': options } : {}),
    },
    notes,
  };
}

function standardWidget(node: FormNode): string | undefined {
  switch (node.kind) {
    case 'scalar':
      if (node.type === 'boolean') {
        // A check box that was never touched says nothing, which a required field must not.
        return node.required && node.byDefault === undefined
          ? 'radio'
          : undefined;
      }
      return node.type === 'string' ? textWidget(node) : undefined;
    case 'list':
      return listWidget(node);
    default:
      return undefined;
  }
}

function textWidget(node: FormNode): string | undefined {
  const { source } = node;
  if (ownValue(source, 'format') === 'password') {
    return 'password';
  }
  const byDefault = ownValue(source, 'default');
  if (typeof byDefault === 'string' && byDefault.includes('\n')) {
    return 'textarea';
  }
  if (
    Object.hasOwn(source, 'enum') ||
    Object.hasOwn(source, 'pattern') ||
    Object.hasOwn(source, 'format')
  ) {
    return undefined;
  }
  const maxLength = countKeyword(source, 'maxLength');
  const name = node.path.split('.').at(-1) ?? '';
  const isLong =
    maxLength > LONG_TEXT ||
    (NAMES_OF_LONG_TEXTS.test(name.replace(/[^A-Za-z]/g, '')) &&
      (maxLength === 0 || maxLength > 200));
  return isLong ? 'textarea' : undefined;
}

function listWidget(
  node: Extract<FormNode, { kind: 'list' }>,
): string | undefined {
  const values = ownValue(node.items.source, 'enum');
  const isChoice =
    node.items.kind === 'scalar' &&
    node.items.presence === 'plain' &&
    Array.isArray(values) &&
    values.length > 0 &&
    hasUniqueItems(node.source);
  return isChoice && values.length <= MAX_CHECKBOXES ? 'checkboxes' : undefined;
}

function allows(node: FormNode, widget: FieldWidget): boolean {
  if (node.kind !== 'scalar') {
    return widget === 'text' && node.kind === 'intOrString';
  }
  const hasEnum = Object.hasOwn(node.source, 'enum');
  switch (widget) {
    case 'radio':
    case 'select':
      return hasEnum || node.type === 'boolean';
    default:
      return node.type === 'string' && !hasEnum;
  }
}

function isTextInput(node: FormNode): boolean {
  return node.kind === 'intOrString' || node.kind === 'scalar';
}

/** A field that was emptied would get its default back at once; an empty text stays. */
function canBeEmptied(node: FormNode): boolean {
  return (
    node.kind === 'scalar' &&
    node.type === 'string' &&
    typeof node.byDefault === 'string' &&
    node.byDefault !== '' &&
    ['enum', 'pattern', 'format'].every(
      keyword => !Object.hasOwn(node.source, keyword),
    ) &&
    countKeyword(node.source, 'minLength') === 0 &&
    !isJsonObject(ownValue(node.source, 'not'))
  );
}
