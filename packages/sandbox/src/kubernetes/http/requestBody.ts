import { Request } from 'express';
import { parse } from 'yaml';
import { badRequest, unsupportedMediaType } from '../status';

const JSON_TYPES = [
  'application/json',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];
const YAML_TYPES = ['application/yaml', 'application/apply-patch+yaml'];

/** The media type of a request without its parameters. */
export function mediaTypeOf(request: Request): string {
  return (request.headers['content-type'] ?? 'application/json')
    .split(';')[0]
    .trim()
    .toLowerCase();
}

/** Reads the body, JSON or YAML by its media type; no body is undefined. */
export function readBody(request: Request): unknown {
  const text: unknown = request.body;
  if (typeof text !== 'string' || text.trim() === '') {
    return undefined;
  }
  const mediaType = mediaTypeOf(request);
  const isYaml = YAML_TYPES.includes(mediaType);
  if (!isYaml && !JSON_TYPES.includes(mediaType)) {
    throw unsupportedMediaType([...JSON_TYPES, ...YAML_TYPES]);
  }
  try {
    return isYaml ? parse(text, { maxAliasCount: 100 }) : JSON.parse(text);
  } catch (error) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${mediaType}): ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}
