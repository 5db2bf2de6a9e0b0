import { Entity } from '@backstage/catalog-model';
import {
  CrossplaneKeys,
  formatVersion,
  toEntityName,
  TroubleshootCheck,
} from '@openportal/plugin-crossplane-common';
import { checkOf } from './check';
import { ClusterFacts, TroubleshootFacts } from './TroubleshootFacts';

const CATALOG_FIX = 'Look at the log of the catalog backend';
const REFRESH_FIX =
  'Refresh the ingestor; if that does not help, look at the log of the catalog backend for errors in processing the template';

/** Whether the template of a cluster's XRD is in the catalog, as new as the XRD. */
export function checkTemplate(
  { templates }: TroubleshootFacts,
  { cluster, definition }: ClusterFacts,
): TroubleshootCheck {
  const check = checkOf('template-in-catalog', cluster);
  if (!templates.known) {
    return check.unknown(
      `The catalog does not answer: ${templates.reason}`,
      CATALOG_FIX,
    );
  }
  const template = templates.value.find(entity =>
    servesCluster(entity, cluster),
  );
  if (!template) {
    return check.failed(
      'The catalog has no template of this XRD that you may see',
      `Look at the checks above; when all of them pass: ${REFRESH_FIX}`,
    );
  }
  const object = definition.known ? definition.value?.object : undefined;
  const wanted = formatVersion(
    object?.metadata.labels?.[CrossplaneKeys.version],
  );
  const { name, annotations = {} } = template.metadata;
  const has = formatVersion(annotations[CrossplaneKeys.version]);
  if (object && wanted !== has) {
    return check.failed(
      `Template '${name}' is version ${
        has ?? 'unknown'
      }, the XRD in the cluster is ${wanted ?? 'unknown'}`,
      REFRESH_FIX,
    );
  }
  const generation = annotations[CrossplaneKeys.xrdGeneration];
  if (
    object?.metadata.generation !== undefined &&
    generation !== undefined &&
    generation !== String(object.metadata.generation)
  ) {
    return check.failed(
      `Template '${name}' was made of generation ${generation} of the XRD, the cluster has ${object.metadata.generation}`,
      REFRESH_FIX,
    );
  }
  return check.ok(
    `Template '${name}'${has ? ` ${has}` : ''} is in the catalog`,
  );
}

/** Whether something else has taken the name that the template would get. */
export function checkName({
  xrd,
  namesake,
}: TroubleshootFacts): TroubleshootCheck {
  const check = checkOf('name-free');
  const name = toEntityName(xrd);
  if (!namesake.known) {
    return check.unknown(
      `The catalog does not answer: ${namesake.reason}`,
      CATALOG_FIX,
    );
  }
  const origin = namesake.value?.metadata.annotations?.[CrossplaneKeys.xrdName];
  return namesake.value && origin !== xrd
    ? check.failed(
        `Another template has the name '${name}', from ${
          namesake.value.metadata.annotations?.[
            'backstage.io/managed-by-location'
          ] ?? 'an unknown place'
        }`,
        'Rename or remove the other template: the catalog keeps the one that came first',
      )
    : check.ok(`Nothing else has the name '${name}'`);
}

function servesCluster({ metadata }: Entity, cluster: string): boolean {
  return (metadata.annotations?.[CrossplaneKeys.clusters] ?? '')
    .split(',')
    .map(name => name.trim())
    .includes(cluster);
}
