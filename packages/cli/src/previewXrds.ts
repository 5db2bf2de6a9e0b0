import { Entity } from '@backstage/catalog-model';
import { JsonValue } from '@backstage/types';
import {
  ConvertOptions,
  convertClusters,
} from '@openportal/plugin-catalog-backend-module-crossplane';
import {
  DEFAULT_ANNOTATION_PREFIX,
  parseXrd,
} from '@openportal/plugin-crossplane-common';
import { parseAllDocuments } from 'yaml';

/** A file given on the command line. */
export interface InputFile {
  path: string;
  text: string;
}

/** What the portal would make of the files, and why it would refuse some. */
export interface XrdPreview {
  entities: Entity[];
  /** Lines of the form `FILE: path: reason`. */
  errors: string[];
}

const OPTIONS: ConvertOptions = {
  annotationPrefix: DEFAULT_ANNOTATION_PREFIX,
  defaultOwner: 'group:default/platform-team',
  // A preview shows what would be made, whether the XRD opts in yet or not.
  ingestAll: true,
  allowForeignOwners: false,
};

/** Makes the entities of XRD files by the same functions as the ingestor. */
export function previewXrds(files: InputFile[], cluster: string): XrdPreview {
  const preview: XrdPreview = { entities: [], errors: [] };
  for (const file of files) {
    const { entities, errors } = previewFile(file, cluster);
    preview.entities.push(...entities);
    preview.errors.push(...errors.map(error => `${file.path}: ${error}`));
  }
  return preview;
}

function previewFile(file: InputFile, cluster: string): XrdPreview {
  const documents = parseAllDocuments(file.text);
  const broken = documents.flatMap(document => document.errors);
  if (broken.length) {
    const errors = broken.map(
      ({ linePos, message }) =>
        `line ${linePos?.[0].line ?? 1}: ${message.split('\n')[0]}`,
    );
    return { entities: [], errors };
  }
  const xrds = documents
    .map(document => document.toJS() as JsonValue)
    .filter(isXrd);
  if (xrds.length === 0) {
    return {
      entities: [],
      errors: ['kind: the file holds no CompositeResourceDefinition'],
    };
  }
  return xrds
    .map(xrd => previewXrd(xrd, cluster))
    .reduce((all, one) => ({
      entities: [...all.entities, ...one.entities],
      errors: [...all.errors, ...one.errors],
    }));
}

function previewXrd(object: unknown, cluster: string): XrdPreview {
  const { xrd, problems } = parseXrd(object);
  if (!xrd) {
    return {
      entities: [],
      errors: problems.map(({ path, reason }) => `${path}: ${reason}`),
    };
  }
  const { labels, annotations, name, generation } = xrd;
  const definition = {
    ...(object as { apiVersion: string; kind: string; spec: unknown }),
    metadata: { name, labels, annotations, generation },
  };
  const converted = convertClusters(
    [{ cluster, stale: false, definitions: [definition], compositions: [], composites: {} }],
    OPTIONS,
  );
  return {
    entities: converted.entities.get(cluster) ?? [],
    errors: converted.problems.map(({ path, reason }) => `${path}: ${reason}`),
  };
}

function isXrd(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'CompositeResourceDefinition'
  );
}
