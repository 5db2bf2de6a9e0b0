import { toPlainText } from '../xrd/text';
import { isPlainName } from './fieldNames';

/**
 * Text of a schema as a form may show it. Descriptions of the scaffolder are Markdown: links and
 * images are taken apart, so that an XRD can neither hide where a link leads to nor load anything.
 */
export function toDisplayText(text: string, maxLength: number): string {
  const plain = toPlainText(text, maxLength * 2)
    .replace(/\](?=[([:])/g, '] ')
    .replace(/!(?=\[)/g, '! ')
    .replace(/<(?=[a-z][a-z0-9+.-]{1,31}:)/gi, '< ')
    .trim();
  return plain.length > maxLength
    ? `${Array.from(plain)
        .slice(0, maxLength - 1)
        .join('')}…`
    : plain;
}

/**
 * The title of a field by its name: `maxPodCount` as "Max Pod Count", `URLPrefix` as "URL Prefix". A
 * name that is not made of words stays as it is.
 */
export function toTitle(name: string): string {
  if (!isPlainName(name)) {
    return toPlainText(name, 200).trim() || '(no name)';
  }
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim();
  return toPlainText(spaced.charAt(0).toUpperCase() + spaced.slice(1), 200);
}
