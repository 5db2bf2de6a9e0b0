import {
  CompositeResourceDefinition,
  parseXrd,
} from '@openportal/plugin-crossplane-common';
import { JsonObject, JsonValue } from '@backstage/types';
import { readText, STANDARD_INPUT } from './readText';
import { parseYamlText, Problem, YamlFile } from './readYamlFile';
import { splitDocuments } from './splitDocuments';

/** An XRD as data and as what it defines, or what is wrong with it. */
type XrdContent =
  | {
      object: JsonObject;
      xrd: CompositeResourceDefinition;
      text: string;
      problems?: undefined;
    }
  | {
      object?: JsonObject;
      xrd?: undefined;
      text?: string;
      problems: Problem[];
    };

/** What was found in a file. */
export type XrdFile = XrdContent & {
  /** The file, and which of its documents when it has several. */
  file: string;
  /** Lines before the first one of the text. */
  lineOffset: number;
};

const KIND = 'CompositeResourceDefinition';

/** Reads a file with one XRD. */
export async function readXrdFile(file: string): Promise<XrdFile> {
  const { text, reason } = await readText(file);
  const content: XrdContent =
    text === undefined
      ? { problems: [{ path: 'file', reason }] }
      : toXrd(parse(text, 0));
  return { file, lineOffset: 0, ...content };
}

/**
 * Reads files with one XRD each. The standard input, `-`, may hold what `kustomize build` and `helm template` print:
 * several documents, of which those that are no XRDs are left out.
 */
export async function readXrdFiles(files: string[]): Promise<XrdFile[]> {
  const read: XrdFile[] = [];
  for (const file of files) {
    const found =
      file === STANDARD_INPUT ? await readStream() : [await readXrdFile(file)];
    read.push(...found);
  }
  return read;
}

async function readStream(): Promise<XrdFile[]> {
  const file = STANDARD_INPUT;
  const failed = (reason: string): XrdFile[] => [
    { file, lineOffset: 0, problems: [{ path: 'file', reason }] },
  ];
  const { text: stream, reason } = await readText(file);
  if (stream === undefined) {
    return failed(reason);
  }
  const documents = splitDocuments(stream).map(({ text, lineOffset }) => ({
    lineOffset,
    parsed: parse(text, lineOffset),
  }));
  if (documents.length === 0) {
    return failed('is empty');
  }
  const found = documents.flatMap(({ parsed, lineOffset }, index) =>
    documents.length === 1 || parsed.problems || isXrd(parsed.value)
      ? {
          file: documents.length === 1 ? file : `${file}[${index + 1}]`,
          lineOffset,
          ...toXrd(parsed),
        }
      : [],
  );
  return found.length ? found : failed(`holds no ${KIND}`);
}

function parse(text: string, lineOffset: number): YamlFile {
  return parseYamlText(text, { largeIntegers: 'round', lineOffset });
}

function toXrd({ value, text, problems }: YamlFile): XrdContent {
  if (problems) {
    return { problems };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { problems: [{ path: 'file', reason: `is no ${KIND}` }] };
  }
  if (value.kind !== KIND) {
    const kind = typeof value.kind === 'string' ? value.kind : undefined;
    const reason = kind
      ? `is '${kind.slice(0, 80)}': it must be ${KIND}`
      : `is missing: it must be ${KIND}`;
    return { problems: [{ path: 'kind', reason }] };
  }
  const parsed = parseXrd(value);
  return parsed.xrd
    ? { object: value, xrd: parsed.xrd, text }
    : { object: value, text, problems: parsed.problems };
}

function isXrd(value: JsonValue): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    value.kind === KIND
  );
}
