import { HealthStatus } from '@openportal/plugin-deploy-common';
import { z } from 'zod';

const text = z.string().optional().catch(undefined);
const schema = z.object({
  kind: z.string(),
  metadata: z.object({
    name: z.string(),
    generation: z.number().optional().catch(undefined),
    deletionTimestamp: text,
  }),
  status: z
    .object({
      conditions: z
        .array(
          z
            .object({
              type: z.string(),
              status: text,
              reason: text,
              message: text,
              observedGeneration: z.number().optional().catch(undefined),
            })
            .optional()
            .catch(undefined),
        )
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/**
 * How an ordered resource is doing, by the conditions of Crossplane: `Synced` says that it could be worked on, `Ready`
 * that everything below it is there. Each names the generation that it is about; one about an earlier generation says
 * nothing (Crossplane before 1.20 names none, and is believed).
 */
export function judgeComposite(object: unknown): {
  health: HealthStatus;
  message?: string;
} {
  const { data } = schema.safeParse(object);
  if (!data) {
    return { health: 'unknown', message: 'It is no resource of Crossplane' };
  }
  const { metadata, status } = data;
  const name = `${data.kind} '${metadata.name}'`;
  if (metadata.deletionTimestamp !== undefined) {
    return { health: 'progressing', message: `${name} is being deleted` };
  }
  const conditionOf = (type: string) =>
    status?.conditions?.find(condition => condition?.type === type);
  const synced = conditionOf('Synced');
  const ready = conditionOf('Ready');
  const isOld = [synced, ready].some(
    condition =>
      condition?.observedGeneration !== undefined &&
      condition.observedGeneration < (metadata.generation ?? Infinity),
  );
  if (synced?.reason === 'ReconcilePaused') {
    return {
      health: 'suspended',
      message: `${name} is paused; remove the annotation crossplane.io/paused`,
    };
  }
  if (isOld || !synced || !ready) {
    return {
      health: 'progressing',
      message: `Crossplane has not seen the last change of ${name} yet`,
    };
  }
  if (synced.status !== 'True') {
    return {
      health: synced.status === 'False' ? 'degraded' : 'progressing',
      message: `${name} is not synced: ${
        synced.message ?? synced.reason ?? 'no reason given'
      }`,
    };
  }
  return ready.status === 'True'
    ? { health: 'healthy' }
    : {
        health: 'progressing',
        message: `${name} is not ready: ${
          ready.message ?? ready.reason ?? 'no reason given'
        }`,
      };
}
