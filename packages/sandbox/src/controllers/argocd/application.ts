import { z } from 'zod';
import { KubernetesObject } from '../../kubernetes';

/** Argo CD leaves alone what is in any other namespace, unless it is told about it. */
export const argocdNamespace = 'argocd';

const source = z.looseObject({
  repoURL: z.string(),
  path: z.string().optional(),
  targetRevision: z.string().default('HEAD'),
  chart: z.string().optional(),
  directory: z.looseObject({ recurse: z.boolean().optional() }).optional(),
  kustomize: z
    .looseObject({ images: z.array(z.string()).optional() })
    .optional(),
});

const applicationSpec = z.looseObject({
  project: z.string(),
  source: source.optional(),
  destination: z.looseObject({
    server: z.string().optional(),
    name: z.string().optional(),
    namespace: z.string().optional(),
  }),
  syncPolicy: z
    .looseObject({
      automated: z
        .looseObject({
          enabled: z.boolean().optional(),
          prune: z.boolean().optional(),
          selfHeal: z.boolean().optional(),
        })
        .optional(),
      syncOptions: z.array(z.string()).optional(),
      retry: z.looseObject({ limit: z.number().optional() }).optional(),
    })
    .optional(),
  revisionHistoryLimit: z.number().optional(),
});

const operation = z.looseObject({
  initiatedBy: z.looseObject({}).optional(),
  sync: z
    .looseObject({
      revision: z.string().optional(),
      prune: z.boolean().optional(),
    })
    .optional(),
});

const status = z.looseObject({
  reconciledAt: z.string().optional(),
  conditions: z.array(z.looseObject({ type: z.string() })).optional(),
  resources: z
    .array(
      z.looseObject({
        group: z.string().optional(),
        version: z.string(),
        kind: z.string(),
        namespace: z.string().optional(),
        name: z.string(),
      }),
    )
    .optional(),
  history: z
    .array(z.looseObject({ id: z.number(), revision: z.string() }))
    .optional(),
  health: z
    .looseObject({
      status: z.string().optional(),
      lastTransitionTime: z.string().optional(),
    })
    .optional(),
  operationState: z
    .looseObject({
      phase: z.string(),
      operation: operation.optional(),
      startedAt: z.string().optional(),
      retryCount: z.number().optional(),
      syncResult: z.looseObject({ revision: z.string().optional() }).optional(),
    })
    .optional(),
});

/** The desired state of an Application. */
export type ApplicationSpec = z.infer<typeof applicationSpec>;

/** The status that the last pass wrote. */
export type ApplicationStatus = z.infer<typeof status>;

/** A sync that somebody asked for. */
export type Operation = z.infer<typeof operation>;

/** An Application as far as the controller reads it. */
export interface Application {
  object: KubernetesObject;
  name: string;
  namespace: string;
  spec: ApplicationSpec;
  status: ApplicationStatus;
  operation?: Operation;
}

/** Reads an Application. */
export function parseApplication(object: KubernetesObject): Application {
  return {
    object,
    name: object.metadata.name ?? '',
    namespace: object.metadata.namespace ?? '',
    spec: applicationSpec.parse(object.spec),
    status: status.parse(object.status ?? {}),
    operation:
      object.operation === undefined
        ? undefined
        : operation.parse(object.operation),
  };
}
