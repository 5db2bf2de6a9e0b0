import { toPlainText } from '../xrd/text';
import { isPlainName } from './fieldNames';

/**
 * Text of a cluster as a place that reads Markdown or HTML may show it: forms, descriptions of entities
 * and API documents. Links, images and tags with attributes are taken apart, so that an XRD can neither
 * hide where a link leads to nor load anything.
 *
 * @param text - what somebody wrote in a cluster
 * @param maxLength - in characters; longer texts end in an ellipsis
 * @public
 */
export function toDisplayText(text: string, maxLength: number = 2000): string {
  const plain = toPlainText(text, maxLength * 2)
    .replace(/\](?=[([:])/g, '] ')
    .replace(/!(?=\[)/g, '! ')
    .replace(/<(?=[a-z][a-z0-9+.-]{1,31}:)/gi, '< ')
    // Only attributes load anything; a placeholder such as <name> is easier to read as it is.
    .replace(/<(?=[a-z][^\s>/]*[\s/])/gi, '< ')
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
