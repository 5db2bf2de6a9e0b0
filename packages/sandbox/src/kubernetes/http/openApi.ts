import { ResourceTypes } from '../ResourceTypes';
import {
  JsonObject,
  parseApiVersion,
  ResourceType,
  toApiVersion,
} from '../types';

function pathOf(apiVersion: string): string {
  return parseApiVersion(apiVersion).group === ''
    ? `api/${apiVersion}`
    : `apis/${apiVersion}`;
}

/** The answer of `/openapi/v3`. */
export function openApiIndex(types: ResourceTypes): JsonObject {
  return {
    paths: Object.fromEntries(
      types.groupVersions().map(apiVersion => {
        const path = pathOf(apiVersion);
        return [path, { serverRelativeURL: `/openapi/v3/${path}` }];
      }),
    ),
  };
}

function schemaName(type: ResourceType): string {
  const reversed = type.group.split('.').reverse().join('.');
  return `${reversed}.${type.version}.${type.kind}`;
}

/**
 * The document of one group and version. Schemas are given for custom
 * resources only: for built-in kinds kubectl knows its own, better ones.
 */
export function openApiDocument(
  types: ResourceTypes,
  apiVersion: string,
): JsonObject {
  const served = types
    .all()
    .filter(type => toApiVersion(type.group, type.version) === apiVersion);
  const identity = (type: ResourceType) => ({
    group: type.group,
    version: type.version,
    kind: type.kind,
  });
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes sandbox', version: 'v1.32.0' },
    paths: Object.fromEntries(
      served
        .filter(type => type.verbs.includes('patch'))
        .map(type => [
          `/${pathOf(apiVersion)}/${
            type.namespaced ? 'namespaces/{namespace}/' : ''
          }${type.plural}/{name}`,
          {
            // kubectl asks here whether the server checks fields itself.
            patch: {
              operationId: `patch${type.kind}`,
              parameters: ['dryRun', 'fieldManager', 'fieldValidation'].map(
                name => ({ name, in: 'query', schema: { type: 'string' } }),
              ),
              requestBody: {
                content: {
                  'application/merge-patch+json': {},
                  'application/apply-patch+yaml': {},
                },
              },
              responses: { 200: { description: 'OK' } },
              'x-kubernetes-action': 'patch',
              'x-kubernetes-group-version-kind': identity(type),
            },
          },
        ]),
    ),
    components: {
      schemas: Object.fromEntries(
        served
          .filter(type => type.custom && type.schema)
          .map(type => [
            schemaName(type),
            {
              ...type.schema,
              'x-kubernetes-group-version-kind': [identity(type)],
            },
          ]),
      ),
    },
  };
}
