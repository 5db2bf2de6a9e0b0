import { Entity } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import {
  ConvertOptions,
  convertClusters,
} from '@openportal/plugin-catalog-backend-module-crossplane';
import { CompositeResourceDefinition } from '@openportal/plugin-crossplane-common';
import { Problem } from './input/readYamlFile';

/** Settings of a portal that matter for what an XRD becomes. */
export interface PreviewOptions {
  cluster: string;
  prefix: string;
  owner: string;
}

/** Makes the entities of an XRD by the same functions as the ingestor. */
export function convertXrd(
  object: JsonObject,
  xrd: CompositeResourceDefinition,
  { cluster, prefix, owner }: PreviewOptions,
): { entities: Entity[]; problems: Problem[] } {
  const options: ConvertOptions = {
    annotationPrefix: prefix,
    defaultOwner: owner,
    ingestAll: true,
    allowForeignOwners: false,
  };
  const { name, labels, annotations, generation } = xrd;
  // A preview shows what would be made, whether the XRD opts in or out.
  const marks = [`${prefix}/generate-form`, `${prefix}/exclude-from-catalog`];
  const without = (record: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(record).filter(([key]) => !marks.includes(key)),
    );
  const { entities, problems } = convertClusters(
    [
      {
        cluster,
        stale: false,
        definitions: [
          {
            apiVersion: String(object.apiVersion),
            kind: String(object.kind),
            metadata: {
              name,
              labels: without(labels),
              annotations: without(annotations),
              generation,
            },
            spec: object.spec,
          },
        ],
        compositions: [],
        composites: {},
      },
    ],
    options,
  );
  return { entities: entities.get(cluster) ?? [], problems };
}
