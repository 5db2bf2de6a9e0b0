import { JsonObject } from '@backstage/types';
import { Document, visit } from 'yaml';

/** Text that no YAML version reads as anything but this text. */
const PLAIN = /^[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$/;
const RESERVED = /^(y|yes|n|no|on|off|true|false|null|inf|nan)$/i;

/**
 * Writes a manifest as one YAML document. Every string that some YAML reader could take for a number,
 * a boolean or a date is quoted.
 *
 * @public
 */
export function stringifyManifest(manifest: JsonObject): string {
  const document = new Document(manifest, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string') {
        const plain = PLAIN.test(node.value) && !RESERVED.test(node.value);
        node.type = plain ? 'PLAIN' : 'QUOTE_DOUBLE';
      }
      if (Number.isInteger(node.value) && !Number.isSafeInteger(node.value)) {
        // As a double, which it is: digits would say that it is exact.
        node.format = 'EXP';
      }
    },
  });
  return document.toString({
    lineWidth: 0,
    // One line a value: nothing in a value can look like a field of its own.
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
}
