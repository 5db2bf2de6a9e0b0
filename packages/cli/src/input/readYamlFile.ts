import { JsonValue } from '@backstage/types';
import {
  parseYamlData,
  YamlDataProblem,
} from '@openportal/plugin-crossplane-common';
import { readText } from './readText';

const MAX_ALIASES = 100;

/** What is wrong, and where: a line, or the file as a whole. */
export interface Problem {
  path: string;
  reason: string;
}

/** The document of a file, or what is wrong with it. */
export type YamlFile =
  | { value: JsonValue; text: string; problems?: undefined }
  | { value?: undefined; text?: undefined; problems: Problem[] };

/** How a text is read. */
export interface ParseYamlTextOptions {
  /** Integers beyond ±(2^53 - 1) are rounded, as the portal gets them from a cluster, or refused. */
  largeIntegers: 'refuse' | 'round';
  /** Lines before the first one of the text. Defaults to 0. */
  lineOffset?: number;
}

/** Reads a file, or the standard input for `-`, with one YAML or JSON document. Never throws for what it may be or hold. */
export async function readYamlFile(
  file: string,
  options: ParseYamlTextOptions,
): Promise<YamlFile> {
  const { text, reason } = await readText(file);
  return text === undefined
    ? { problems: [{ path: 'file', reason }] }
    : parseYamlText(text, options);
}

/** Reads one YAML or JSON document as `kubectl` and Flux do, which know YAML 1.1. Never throws. */
export function parseYamlText(
  text: string,
  { largeIntegers, lineOffset = 0 }: ParseYamlTextOptions,
): YamlFile {
  const { value, problems } = parseYamlData(text, {
    dialect: 'kubernetes',
    maxAliases: MAX_ALIASES,
    largeIntegers,
  });
  if (problems) {
    return { problems: problems.map(item => toProblem(item, lineOffset)) };
  }
  return value === null
    ? { problems: [{ path: 'file', reason: 'is empty' }] }
    : { value, text };
}

function toProblem(
  { kind, line, reason }: YamlDataProblem,
  lineOffset: number,
): Problem {
  const path = `line ${line + lineOffset}`;
  switch (kind) {
    case 'documents':
      return { path: 'file', reason };
    case 'syntax':
      return { path, reason: `is not valid YAML: ${reason}` };
    default:
      return { path, reason };
  }
}
