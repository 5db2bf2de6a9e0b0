import { JsonObject, JsonValue } from '@backstage/types';
import { ownValue } from '../json';
import { FormNode } from './formNode';

/** The type of a node in the form, with null where it is a value of its own. */
export function typeOf(node: FormNode, type: string): JsonObject {
  const nullable = ownValue(node.source, 'nullable') === true;
  if (node.keepsNull && node.presence === 'plain') {
    return { type: [type, 'null'], nullable };
  }
  return nullable ? { type, nullable } : { type };
}

/** The field, or an explicit null; see `nullToForm` for why that is an empty object. */
export function orNull(shown: JsonObject): JsonObject {
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
