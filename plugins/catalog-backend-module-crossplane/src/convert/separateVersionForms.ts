import { JsonObject, JsonValue } from '@backstage/types';
import { OrderFields } from '@openportal/plugin-crossplane-common';

/** What a form says rather than how it looks; it can be said in the description as well. */
const HELP = 'ui:help';
/** These draw a map as a map and a text as YAML, whichever of them is named. */
const INTERCHANGEABLE: Array<JsonValue | undefined> = [
  OrderFields.map,
  OrderFields.yamlEditor,
];
const LISTS = ['anyOf', 'oneOf', 'allOf'];
const NODES = ['then', 'else'];

/**
 * Makes the forms of several versions fit for one page.
 *
 * @remarks
 * The scaffolder collects the `ui:` keys of all branches of a page into one object by the names of the
 * fields (`extractSchemaFromStep`). A field with the same name in two versions would get the widget of the
 * other one: a YAML editor for a number, for example, which the form cannot show. So where versions differ in
 * the keys of a field, the field gets the standard widget in all of them. Maps and YAML keep theirs, and lose
 * only the help.
 */
export function separateVersionForms(forms: JsonObject[]): JsonObject[] {
  const kept = new Map<string, string>();
  const conflicts = new Set<string>();
  const others = new Set<string>();
  for (const form of forms) {
    const own = new Map<string, JsonObject>();
    collect(form, '', own);
    for (const [path, keys] of own) {
      const text = JSON.stringify(
        Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)),
      );
      if ((kept.get(path) ?? text) !== text) {
        conflicts.add(path);
      }
      kept.set(path, text);
      if (!INTERCHANGEABLE.includes(keys['ui:field'])) {
        others.add(path);
      }
    }
  }
  const refused = new Map(
    [...conflicts].map(path => [path, others.has(path) ? 'ui:' : HELP]),
  );
  return conflicts.size ? forms.map(form => strip(form, '', refused)) : forms;
}

/** Collects the keys in the way of the scaffolder: branches of a node count as the node itself. */
function collect(
  node: JsonObject,
  path: string,
  found: Map<string, JsonObject>,
): void {
  const keys = Object.entries(node).filter(([key]) => key.startsWith('ui:'));
  found.set(path, { ...found.get(path), ...Object.fromEntries(keys) });
  for (const child of children(node, path)) {
    collect(child.node, child.path, found);
  }
}

function strip(
  node: JsonObject,
  path: string,
  conflicts: Map<string, string>,
): JsonObject {
  const refused = conflicts.get(path);
  const copy: JsonObject = Object.fromEntries(
    Object.entries(node).filter(
      ([key]) => refused === undefined || !key.startsWith(refused),
    ),
  );
  const help = node[HELP];
  if (typeof help === 'string' && refused !== undefined) {
    copy.description = [node.description, help].filter(Boolean).join('. ');
  }
  const stripChild = (child: JsonValue | undefined, childPath: string) =>
    isNode(child) ? strip(child, childPath, conflicts) : child;
  if (isNode(node.properties)) {
    copy.properties = Object.fromEntries(
      Object.entries(node.properties).map(([name, child]) => [
        name,
        stripChild(child, `${path}/${name}`),
      ]),
    );
  }
  if (isNode(node.items)) {
    copy.items = stripChild(node.items, `${path}[]`);
  }
  for (const keyword of LISTS) {
    const list = node[keyword];
    if (Array.isArray(list)) {
      copy[keyword] = list.map(child =>
        isNode(child) ? strip(child, path, conflicts) : child,
      );
    }
  }
  for (const keyword of NODES) {
    if (isNode(node[keyword])) {
      copy[keyword] = stripChild(node[keyword], path);
    }
  }
  if (isNode(node.dependencies)) {
    copy.dependencies = Object.fromEntries(
      Object.entries(node.dependencies).map(([name, child]) => [
        name,
        stripChild(child, path),
      ]),
    );
  }
  return copy;
}

function children(
  node: JsonObject,
  path: string,
): Array<{ node: JsonObject; path: string }> {
  const at = (child: JsonValue | undefined, childPath: string) =>
    isNode(child) ? [{ node: child, path: childPath }] : [];
  return [
    ...(isNode(node.properties)
      ? Object.entries(node.properties).flatMap(([name, child]) =>
          at(child, `${path}/${name}`),
        )
      : []),
    ...at(node.items, `${path}[]`),
    ...LISTS.flatMap(keyword => {
      const list = node[keyword];
      return Array.isArray(list) ? list.flatMap(child => at(child, path)) : [];
    }),
    ...NODES.flatMap(keyword => at(node[keyword], path)),
    ...(isNode(node.dependencies)
      ? Object.values(node.dependencies).flatMap(child => at(child, path))
      : []),
  ];
}

function isNode(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
