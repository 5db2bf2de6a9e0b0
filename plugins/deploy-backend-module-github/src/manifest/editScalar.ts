import { ConflictError, InputError } from '@backstage/errors';
import { Document, Node, isAlias, parse, visit } from 'yaml';
import { Field, scalarText } from './fields';

/** A replacement of the characters from `start` to `end`. */
export interface Replacement {
  start: number;
  end: number;
  text: string;
}

/** Tools disagree about which plain words are strings (`1.10`, `on`, `0o7`): a plain value must be one for all of them. */
function isPlainString(value: string): boolean {
  return (['1.1', '1.2'] as const).every(
    version => parse(value, { version, logLevel: 'silent' }) === value,
  );
}

function anchorsOf(site: Field): string[] {
  return [...site.ancestors, site.node].flatMap((node: Node) => {
    const anchor = 'anchor' in node ? node.anchor : undefined;
    return typeof anchor === 'string' ? [anchor] : [];
  });
}

function assertNotShared(
  document: Document.Parsed,
  site: Field,
  description: string,
): void {
  if (site.alias) {
    throw new ConflictError(
      `The image of ${description} is the YAML alias '*${site.alias}', so that writing it would change other places too; write the image out instead of the alias`,
    );
  }
  const anchors = anchorsOf(site);
  if (anchors.length === 0) {
    return;
  }
  visit(document, (_key, node) => {
    if (isAlias(node) && anchors.includes(node.source)) {
      throw new ConflictError(
        `The image of ${description} is shared through the YAML anchor '&${node.source}', so that writing it would change other places too; write the image out at each place`,
      );
    }
  });
}

/** Replaces the value of one scalar in its own quoting style, and nothing else. */
export function replaceScalar(options: {
  text: string;
  document: Document.Parsed;
  site: Field;
  description: string;
  value: string;
}): Replacement | undefined {
  const { text, document, site, description, value } = options;
  const current = scalarText(site.node);
  if (current.trim() === value) {
    return undefined;
  }
  assertNotShared(document, site, description);
  const range = site.node.range;
  if (!range) {
    throw new InputError(
      `The image of ${description} has no place in the file`,
    );
  }
  const [start, end] = range;
  const written = text.slice(start, end);
  if (current === '' && end - start === 2) {
    return { start, end, text: JSON.stringify(value) };
  }
  // Inside the quotes, or the one line of a block scalar: whatever surrounds the value stays as it is.
  const at = written.indexOf(current.trim());
  if (current.trim() === '' || at < 0) {
    throw new InputError(
      `The image of ${description} is written over several lines or with escapes; write it on one line first`,
    );
  }
  const plain = at === 0;
  const quoted = plain && !isPlainString(value) ? JSON.stringify(value) : value;
  return {
    start: start + at,
    end: start + at + current.trim().length,
    text: quoted,
  };
}

/** Applies replacements from the end, so that earlier offsets stay true. */
export function applyReplacements(
  text: string,
  replacements: Replacement[],
): string {
  let result = text;
  for (const { start, end, text: replacement } of [...replacements].sort(
    (a, b) => b.start - a.start,
  )) {
    result = result.slice(0, start) + replacement + result.slice(end);
  }
  return result;
}
