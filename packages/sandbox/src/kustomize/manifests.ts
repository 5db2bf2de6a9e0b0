import { parseAllDocuments } from 'yaml';
import {
  isJsonObject,
  JsonObject,
  KubernetesObject,
} from '../kubernetes/types';
import { KustomizeError } from './KustomizeError';

/** The files of a commit by their path from the root, without a leading slash. */
export type FileTree = ReadonlyMap<string, string>;

/** Turns `a/./b/../c` into `a/c`; a path that leaves the root is refused. */
export function resolvePath(directory: string, path: string): string {
  if (path.startsWith('/')) {
    throw new KustomizeError(
      `'${path}' is absolute; paths are relative to the kustomization`,
    );
  }
  const parts = directory === '' ? [] : directory.split('/');
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.length === 0) {
        throw new KustomizeError(
          `'${path}' in '${directory}' leaves the repository`,
        );
      }
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return parts.join('/');
}

/** True when the tree has files in the directory. */
export function isDirectory(files: FileTree, directory: string): boolean {
  const prefix = directory === '' ? '' : `${directory}/`;
  for (const path of files.keys()) {
    if (path.startsWith(prefix)) {
      return true;
    }
  }
  return false;
}

function toObject(content: unknown, path: string): KubernetesObject {
  const isComplete =
    isJsonObject(content) &&
    typeof content.apiVersion === 'string' &&
    typeof content.kind === 'string' &&
    isJsonObject(content.metadata);
  if (!isComplete) {
    throw new KustomizeError(
      `${path}: not a Kubernetes object: apiVersion, kind and metadata are required`,
    );
  }
  const object = content as KubernetesObject;
  if (
    typeof object.metadata.name !== 'string' &&
    typeof object.metadata.generateName !== 'string'
  ) {
    throw new KustomizeError(
      `${path}: missing metadata.name in object {${object.apiVersion} ${object.kind}}`,
    );
  }
  return object;
}

/** Reads every document of a YAML (or JSON) text; lists are unfolded. */
export function parseDocuments(text: string, path: string): JsonObject[] {
  const documents = parseAllDocuments(text);
  return [...documents].flatMap(document => {
    if (document.errors.length > 0) {
      throw new KustomizeError(
        `MalformedYAMLError: yaml: ${
          document.errors[0].message.split('\n')[0]
        } in File: ${path}`,
      );
    }
    const content: unknown = document.toJS({ maxAliasCount: 100 });
    if (content === null || content === undefined) {
      return [];
    }
    if (!isJsonObject(content)) {
      throw new KustomizeError(`${path}: a manifest must be an object`);
    }
    return [content];
  });
}

/** The objects of a manifest file. */
export function parseManifests(text: string, path: string): KubernetesObject[] {
  return parseDocuments(text, path)
    .flatMap(content =>
      /List$/.test(String(content.kind)) && Array.isArray(content.items)
        ? (content.items as unknown[])
        : [content],
    )
    .map(content => toObject(content, path));
}
