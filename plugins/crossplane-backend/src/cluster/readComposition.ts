import { CompositeResourceDefinition } from '@openportal/plugin-crossplane-common';
import { z } from 'zod';
import { CompositionFact } from '../sources/facts';
import { ClusterReader } from './ClusterReader';

const compositionSpec = z.object({
  compositeTypeRef: z.object({ apiVersion: z.string(), kind: z.string() }),
  pipeline: z
    .array(
      z.object({
        step: z.string().catch(''),
        functionRef: z.object({ name: z.string() }),
      }),
    )
    .catch([]),
});

const MAX_STEPS = 99;

/** The composition of a name, when the cluster has it. */
export async function readComposition(
  reader: ClusterReader,
  name: string,
  xrd: CompositeResourceDefinition,
): Promise<CompositionFact | undefined> {
  const object = await reader.client.get(
    {
      group: 'apiextensions.crossplane.io',
      version: 'v1',
      plural: 'compositions',
    },
    name,
  );
  if (!object) {
    return undefined;
  }
  const parsed = compositionSpec.safeParse(object.spec);
  const fits =
    parsed.success &&
    parsed.data.compositeTypeRef.kind === xrd.kind &&
    parsed.data.compositeTypeRef.apiVersion.split('/')[0] === xrd.group;
  return {
    name,
    fits,
    // The order names the composition: of one for other kinds nothing is told.
    steps: fits
      ? parsed.data.pipeline
          .slice(0, MAX_STEPS)
          .map(({ step, functionRef }) => ({
            step,
            function: functionRef.name,
          }))
      : [],
  };
}
