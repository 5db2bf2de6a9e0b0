import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { XrdProblem } from '@openportal/plugin-crossplane-common';
import { entityProblem } from './entityProblem';
import { ConvertOptions, SharedXrd } from './types';
import { apiName, xrdToApis } from './xrdToApi';
import { xrdToTemplate } from './xrdToTemplate';

/**
 * Entities of one group of XRDs.
 *
 * @public
 */
export interface ConvertedGroup {
  /** The template and one API for each served version; empty when the XRD had to be skipped. */
  entities: Entity[];
  /** Why it was skipped, or what the entities lack. */
  problems: XrdProblem[];
  /** What the form of the template cannot show or check, at most 20 texts; nothing that has to be repaired. */
  notes: string[];
}

/**
 * Makes the Template and API entities of one XRD. Pure: the same `key` of the group gives the same
 * entities, so they can be kept until it changes. Never throws.
 *
 * @public
 */
export function convertGroup(
  shared: SharedXrd,
  options: ConvertOptions,
): ConvertedGroup {
  try {
    const apis = xrdToApis(shared, options);
    const template = xrdToTemplate(shared, options);
    const entities = [template.entity, ...apis.entities];
    const reason = entities.map(entityProblem).find(Boolean);
    return reason
      ? { entities: [], problems: [{ path: 'metadata', reason }], notes: [] }
      : {
          entities,
          problems: [...template.problems, ...apis.problems],
          notes: template.notes,
        };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { entities: [], problems: [{ path: 'spec', reason }], notes: [] };
  }
}

/** References of the entities of a group, which are known also when they cannot be made. */
export function groupRefs(
  shared: Pick<SharedXrd, 'xrd' | 'templateName'>,
): string[] {
  return [
    { kind: 'Template', name: shared.templateName },
    ...shared.xrd.versions.map(({ name }) => ({
      kind: 'API',
      name: apiName(shared, name),
    })),
  ].map(entity => stringifyEntityRef(entity));
}
