import { z } from 'zod';

const text = z.string().optional().catch(undefined);
const count = z.number().int().min(0).optional().catch(undefined);
const labels = z.record(z.string(), z.string()).catch({});

const condition = z.object({
  type: z.string(),
  status: text,
  reason: text,
  message: text,
  lastTransitionTime: text,
});

const conditions = z
  .array(condition.optional().catch(undefined))
  .catch([])
  .transform(items => items.flatMap(item => item ?? []));

const container = z.object({ name: z.string(), image: text });

const containers = z
  .array(container.optional().catch(undefined))
  .catch([])
  .transform(items => items.flatMap(item => item ?? []));

const metadata = z.object({
  name: z.string(),
  namespace: text,
  generation: count,
  creationTimestamp: text,
  deletionTimestamp: text,
  labels,
});

const workloadSchema = z.object({
  kind: z.enum(['Deployment', 'StatefulSet', 'DaemonSet']),
  metadata,
  spec: z.object({
    replicas: count,
    paused: z.boolean().optional().catch(undefined),
    updateStrategy: z
      .object({
        type: text,
        rollingUpdate: z
          .object({ partition: count })
          .optional()
          .catch(undefined),
      })
      .optional()
      .catch(undefined),
    template: z.object({
      spec: z.object({ containers }),
    }),
  }),
  status: z
    .object({
      observedGeneration: count,
      replicas: count,
      updatedReplicas: count,
      readyReplicas: count,
      availableReplicas: count,
      currentRevision: text,
      updateRevision: text,
      desiredNumberScheduled: count,
      updatedNumberScheduled: count,
      numberReady: count,
      numberAvailable: count,
      conditions: conditions.optional(),
    })
    .optional()
    .catch(undefined),
});

const containerStatus = z.object({
  name: z.string(),
  image: text,
  imageID: text,
  ready: z.boolean().optional().catch(undefined),
  restartCount: count,
  state: z
    .object({
      waiting: z.object({ reason: text, message: text }).optional(),
      running: z.object({}).optional(),
      terminated: z.object({ reason: text }).optional(),
    })
    .optional()
    .catch(undefined),
});

const containerStatuses = z
  .array(containerStatus.optional().catch(undefined))
  .optional()
  .catch(undefined)
  .transform(items => (items ?? []).flatMap(item => item ?? []));

const podSchema = z.object({
  metadata,
  spec: z.object({ containers }),
  status: z
    .object({
      phase: text,
      reason: text,
      startTime: text,
      conditions: conditions.optional(),
      containerStatuses,
      initContainerStatuses: containerStatuses,
    })
    .optional()
    .catch(undefined),
});

/** A workload, as far as its health needs it. */
export type Workload = z.infer<typeof workloadSchema>;

/** A pod, as far as the health of its workload needs it. */
export type Pod = z.infer<typeof podSchema>;

/** What a pod says about one container. */
export type ContainerStatus = z.infer<typeof containerStatus>;

/** A condition of a Kubernetes object. */
export type Condition = z.infer<typeof condition>;

/** Reads a Deployment, StatefulSet or DaemonSet. What is of another shape stands as unknown, and hides nothing else. */
export function parseWorkload(object: unknown): Workload | undefined {
  return workloadSchema.safeParse(object).data;
}

/** Reads a pod; what is not one gives undefined. */
export function parsePod(object: unknown): Pod | undefined {
  return podSchema.safeParse(object).data;
}

/** The condition of a type, or undefined. */
export function findCondition(
  list: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return list?.find(candidate => candidate.type === type);
}
