import { Entity } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import {
  CompositeResourceDefinition,
  prefixedKeys,
  toEntityName,
  toPlainText,
  XrdVersion,
} from '@openportal/plugin-crossplane-common';
import { xrdAnnotations } from './entityAnnotations';
import { readOwner } from './readOwner';
import { ConvertOptions, SharedXrd } from './types';
import { displayTitle } from './xrdToTemplate';

/**
 * Makes one API entity for every served version of an XRD.
 *
 * @public
 */
export function xrdToApis(
  shared: SharedXrd,
  options: ConvertOptions,
): Entity[] {
  const { xrd } = shared;
  const title = displayTitle(xrd);
  return xrd.versions.map(version => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: {
      name: apiName(shared, version.name),
      title: `${title} (${xrd.group}/${version.name})`,
      description: `Kubernetes API of ${title}`,
      tags: ['crossplane', 'source:kubernetes'],
      annotations: xrdAnnotations(shared),
    },
    spec: {
      type: 'openapi',
      lifecycle: version.deprecated ? 'deprecated' : 'production',
      owner:
        readOwner(xrd.annotations['backstage.io/owner']) ??
        readOwner(
          xrd.annotations[prefixedKeys(options.annotationPrefix).owner],
        ) ??
        options.defaultOwner,
      definition: JSON.stringify(openApiDocument(xrd, version), undefined, 2),
    },
  }));
}

/**
 * Entity name of the API of one version.
 *
 * @public
 */
export function apiName(shared: SharedXrd, version: string): string {
  return toEntityName(`${shared.templateName}-${version}`);
}

function openApiDocument(
  xrd: CompositeResourceDefinition,
  version: XrdVersion,
): JsonObject {
  const { kind, plural, namespaced } = xrd.orderable;
  const base = `/apis/${xrd.group}/${version.name}`;
  const path = namespaced
    ? `${base}/namespaces/{namespace}/${plural}`
    : `${base}/${plural}`;
  const content = {
    'application/json': { schema: { $ref: `#/components/schemas/${kind}` } },
  };
  const parameter = (name: string): JsonObject => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  });
  const shared = namespaced ? [parameter('namespace')] : [];
  return {
    openapi: '3.0.3',
    info: {
      title: toPlainText(kind),
      version: version.name,
      description: toPlainText(String(version.schema?.description ?? '')),
    },
    paths: {
      [path]: {
        parameters: shared,
        get: {
          summary: `List ${plural}`,
          responses: { 200: { description: 'The list' } },
        },
        post: {
          summary: `Create a ${kind}`,
          requestBody: { required: true, content },
          responses: { 201: { description: 'Created', content } },
        },
      },
      [`${path}/{name}`]: {
        parameters: [...shared, parameter('name')],
        get: {
          summary: `Read a ${kind}`,
          responses: { 200: { description: 'The resource', content } },
        },
        delete: {
          summary: `Delete a ${kind}`,
          responses: { 200: { description: 'Deleted' } },
        },
      },
    },
    components: {
      schemas: { [kind]: version.schema ?? { type: 'object' } },
    },
  };
}
