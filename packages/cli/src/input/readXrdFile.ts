import {
  CompositeResourceDefinition,
  parseXrd,
} from '@openportal/plugin-crossplane-common';
import { JsonObject } from '@backstage/types';
import { Problem, readYamlFile } from './readYamlFile';

/** An XRD of a file as data and as what it defines, or what is wrong with it. */
export type XrdFile =
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

const KIND = 'CompositeResourceDefinition';

/** Reads a file with one XRD. */
export async function readXrdFile(file: string): Promise<XrdFile> {
  const { value, text, problems } = await readYamlFile(file);
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
