import { JsonValue } from '@backstage/types';
import {
  Document,
  isScalar,
  LineCounter,
  parseAllDocuments,
  ParsedNode,
} from 'yaml';
import { YamlDialect } from './plainScalar';
import { NoJsonError, readJson } from './readJson';

const MAX_PROBLEMS = 10;

/**
 * How {@link parseYamlData} reads.
 *
 * @public
 */
export interface ParseYamlOptions {
  dialect: YamlDialect;
  /** How many aliases (`*name`) are taken, each use counted; none when left out. */
  maxAliases?: number;
  /** What becomes of integers beyond ±(2^53 - 1): `refuse`, which is the default, or `round`, as JSON readers do. */
  largeIntegers?: 'refuse' | 'round';
  /** Whether documents without content count as documents; they do not when left out. */
  countEmptyDocuments?: boolean;
}

/**
 * Why a text is no data.
 *
 * @public
 */
export interface YamlDataProblem {
  /** Whether the text is no YAML, no JSON data, or more than one document. */
  kind: 'syntax' | 'data' | 'documents';
  /** What is wrong and what to do about it. */
  reason: string;
  /** From 1. */
  line: number;
  column: number;
  /** Where it starts and ends in the text, from 0. */
  from: number;
  to: number;
}

/**
 * Data, or up to 10 reasons why there is none.
 *
 * @public
 */
export type YamlData =
  | { value: JsonValue; problems?: undefined }
  | { value?: undefined; problems: YamlDataProblem[] };

/**
 * Reads one YAML document as JSON data, or refuses it: nothing is changed silently. Refused are: several documents, tags
 * beyond those of JSON, numbers that are infinite or none, integers that a JavaScript number would round, duplicate
 * keys, keys that are no text, too many aliases, and the merge key `<<` in YAML 1.2, which has none. Fractions are
 * doubles, as in a cluster.
 *
 * @param text - the YAML; its length is for the caller to limit
 * @returns the data, `null` for a text without any; never throws
 * @public
 */
export function parseYamlData(
  text: string,
  options: ParseYamlOptions,
): YamlData {
  const lines = new LineCounter();
  const problem = (
    kind: YamlDataProblem['kind'],
    reason: string,
    [from, to]: [number, number],
  ): YamlDataProblem => {
    const { line, col } = lines.linePos(from);
    return {
      kind,
      reason,
      line: Math.max(1, line),
      column: Math.max(1, col),
      from,
      to,
    };
  };
  try {
    const all = [
      // As text only: what it means is decided by the dialect, not by a directive of the document.
      ...parseAllDocuments(text, {
        schema: 'failsafe',
        uniqueKeys: false,
        prettyErrors: false,
        lineCounter: lines,
      }),
    ];
    const documents = all.filter(document => !isEmpty(document));
    const errors = documents.flatMap(document => document.errors);
    if (errors.length) {
      return {
        problems: errors
          .slice(0, MAX_PROBLEMS)
          .map(({ message, pos }) =>
            problem('syntax', firstLine(message), pos),
          ),
      };
    }
    const counted = options.countEmptyDocuments ? all : documents;
    if (counted.length > 1) {
      const [from, , to] = counted[1].contents?.range ?? [0, 0, 0];
      const reason = `holds ${counted.length} documents: one only is taken, so remove what follows the line ---`;
      return { problems: [problem('documents', reason, [from, to])] };
    }
    const contents = documents[0]?.contents;
    return {
      value: contents
        ? readJson(contents, {
            dialect: options.dialect,
            maxAliases: options.maxAliases ?? 0,
            largeIntegers: options.largeIntegers ?? 'refuse',
          })
        : null,
    };
  } catch (error) {
    if (error instanceof NoJsonError) {
      return { problems: [problem('data', error.reason, error.range)] };
    }
    if (error instanceof RangeError) {
      return { problems: [problem('syntax', 'is nested too deeply', [0, 0])] };
    }
    throw error;
  }
}

/** True for what follows a last `---`, and for comments only. */
function isEmpty({ contents, errors }: Document<ParsedNode>): boolean {
  return (
    errors.length === 0 &&
    (contents === null ||
      (isScalar(contents) &&
        contents.type === 'PLAIN' &&
        contents.source === '' &&
        !contents.tag))
  );
}

function firstLine(message: string): string {
  return message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '');
}
