import { JsonObject } from '@backstage/types';
import { ownValue } from '../json';
import { toPlainText } from '../xrd/text';
import { isExact } from './defaults';
import { describeRules, IMMUTABLE } from './describeRules';
import { toDisplayText, toTitle } from './displayText';
import { FormNode } from './formNode';
import { ParameterOverride } from './parameterOverrides';
import { isImmutable } from './schemaKeywords';

/** Descriptions of all fields together; every field gets its part. */
const MAX_TEXT = 300_000;
const MAX_HELP_LENGTH = 500;

/** The length that the description of one of so many fields may have. */
export function lengthOfTexts(numberOfFields: number): number {
  return Math.max(
    100,
    Math.min(1000, Math.floor(MAX_TEXT / Math.max(1, numberOfFields))),
  );
}

export function titleOf(
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
export function textsOf(
  node: FormNode,
  override: ParameterOverride,
  options: { immutable: boolean; length: number },
): string[] {
  const own = ownValue(node.source, 'description');
  const description =
    override.description ?? (typeof own === 'string' ? own : '');
  const help = [
    ...(override.help ? [override.help] : []),
    ...describeRules(node),
    ...(options.immutable && !isImmutable(node.source) && isLeaf(node)
      ? [IMMUTABLE]
      : []),
    ...kindHelp(node),
  ].join(' ');
  return [
    toDisplayText(description, options.length),
    toDisplayText(help, MAX_HELP_LENGTH),
  ];
}

/** The texts as keywords: all in the description where the scaffolder takes no `ui:` settings. */
export function described(
  texts: string[],
  { withoutSettings }: { withoutSettings: boolean },
): JsonObject {
  const [description, ...help] = texts;
  if (withoutSettings) {
    const all = texts.filter(Boolean).join(' ');
    return all ? { description: all } : {};
  }
  const words = help.filter(Boolean).join(' ');
  return {
    ...(description ? { description } : {}),
    ...(words ? { 'ui:help': words } : {}),
  };
}

export function defaultInWords(node: FormNode): string {
  if (node.byDefault !== undefined && !isExact(node, node.byDefault)) {
    return 'Default: a number of the cluster that a form cannot show.';
  }
  return toDisplayText(
    `Default: ${JSON.stringify(node.byDefault)}`,
    MAX_HELP_LENGTH,
  );
}

/** True for what is locked as a whole when it cannot change. */
export function isLeaf(node: FormNode): boolean {
  return node.kind !== 'object' && node.kind !== 'variants';
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
