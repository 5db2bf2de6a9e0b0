import { JsonValue } from '@backstage/types';
import { Document, Scalar, visit } from 'yaml';
import { isOnlyTextInQuotes } from './findAmbiguousScalars';

/**
 * Writes data as YAML for people: the inverse of `parseYamlData` in either dialect. Text that some YAML takes for
 * something else is in quotes.
 *
 * @public
 */
export function stringifyYamlData(value: JsonValue): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && needsQuotes(node.value)) {
        node.type = Scalar.QUOTE_DOUBLE;
      }
      if (Number.isInteger(node.value) && !Number.isSafeInteger(node.value)) {
        // As a double, which it is: digits would say that it is exact.
        node.format = 'EXP';
      }
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** Lines that begin with spaces lose them in the block that the library writes, where the first one has no more. */
function needsQuotes(text: string): boolean {
  return (
    isOnlyTextInQuotes(text) || (text.includes('\n') && /^\s*[ \t]/.test(text))
  );
}
