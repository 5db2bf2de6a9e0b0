import { Entity } from '@backstage/catalog-model';
import {
  CompositeResourceDefinition,
  prefixedKeys,
  toEntityName,
  XrdProblem,
  XrdVersion,
} from '@openportal/plugin-crossplane-common';
import { xrdAnnotations } from './entityAnnotations';
import { openApiDocument, SchemaDetail } from './openApiDocument';
import { readSystem } from './readReferences';
import { ConvertOptions, SharedXrd } from './types';
import { displayTitle, xrdOwner } from './xrdDisplay';

const MAX_DEFINITION_LENGTH = 1024 * 1024;

/**
 * Makes one API entity for every served version of an XRD.
 *
 * @returns the entities, and what they lack
 * @public
 */
export function xrdToApis(
  shared: SharedXrd,
  options: ConvertOptions,
): { entities: Entity[]; problems: XrdProblem[] } {
  const { xrd } = shared;
  const title = displayTitle(xrd);
  const keys = prefixedKeys(options.annotationPrefix);
  const system = readSystem(xrd.annotations[keys.system]);
  const problems: XrdProblem[] = [];
  const entities = xrd.versions.map((version): Entity => {
    const { definition, detail } = boundedDefinition(xrd, version);
    if (detail !== 'full') {
      problems.push({
        path: `spec.versions[name=${version.name}].schema`,
        reason: `makes an API definition of more than ${MAX_DEFINITION_LENGTH} characters: its ${
          detail === 'fields' ? 'descriptions' : 'fields'
        } are left out`,
      });
    }
    return {
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
        owner: xrdOwner(xrd, options),
        ...(system ? { system } : {}),
        definition,
      },
    };
  });
  return { entities, problems };
}

/**
 * Entity name of the API of one version.
 *
 * @public
 */
export function apiName(
  shared: Pick<SharedXrd, 'templateName'>,
  version: string,
): string {
  return toEntityName(`${shared.templateName}-${version}`);
}

function boundedDefinition(
  xrd: CompositeResourceDefinition,
  version: XrdVersion,
): { definition: string; detail: SchemaDetail } {
  for (const detail of ['full', 'fields'] as const) {
    const definition = openApiDocument(xrd, version, detail);
    if (definition.length <= MAX_DEFINITION_LENGTH) {
      return { definition, detail };
    }
  }
  return { definition: openApiDocument(xrd, version, 'none'), detail: 'none' };
}
