import { toPlainText } from '../xrd/text';

/**
 * Text of a schema as a form may show it. Descriptions of the scaffolder are Markdown: links and
 * images are taken apart, so that an XRD can neither hide where a link leads to nor load anything.
 */
export function toDisplayText(text: string, maxLength: number): string {
  const plain = toPlainText(text, maxLength * 2)
    .replace(/\](?=[([:])/g, '] ')
    .replace(/!(?=\[)/g, '! ')
    .replace(/<(?=[a-z/!?])/gi, '< ')
    .replace(/\b(javascript|data|vbscript)(?=:)/gi, '$1 ')
    .trim();
  return plain.length > maxLength
    ? `${Array.from(plain).slice(0, maxLength - 1).join('')}…`
    : plain;
}

/** `maxPodCount` as "Max Pod Count", `URLPrefix` as "URL Prefix". */
export function toSpacedTitle(name: string): string {
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[_.-]+/g, ' ')
    .trim();
  return toDisplayText(
    spaced ? spaced.charAt(0).toUpperCase() + spaced.slice(1) : name,
    200,
  );
}
