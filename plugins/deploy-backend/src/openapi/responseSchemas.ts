import {
  ActionPreview,
  ChangedValue,
  ChangeResponse,
  CreationProgress,
  DeploymentView,
  EnvironmentDiff,
  EnvironmentsResponse,
  EnvironmentView,
  HistoryResponse,
  InboxItemView,
  InboxResponse,
  MatrixResponse,
  OperationResponse,
  OutboxItemView,
  OutboxResponse,
  VersionsResponse,
} from '@openportal/plugin-deploy-common';
import { z } from 'zod';
import {
  deployedVersionSchema,
  gateSchema,
  operationActionsSchema,
  operationEventSchema,
  operationSchema,
  timestamp,
} from './operationSchemas';
import {
  artifactSchema,
  environmentSchema,
  environmentStateSchema,
  freezeSchema,
  healthSchema,
  healthyVersionSchema,
  syncSchema,
} from './stateSchemas';

const text = z.string();
const optionalText = text.optional();

export const environmentsSchema: z.ZodType<EnvironmentsResponse> =
  z.strictObject({ items: z.array(environmentSchema) });

const previewSchema: z.ZodType<ActionPreview> = z.strictObject({
  environment: text,
  from: deployedVersionSchema.optional(),
  to: deployedVersionSchema.optional(),
  allowed: z.boolean(),
  gates: z.array(gateSchema),
  mode: z.enum(['direct', 'pull-request', 'approvals']),
  breakGlass: z.boolean().optional(),
});

const environmentViewSchema: z.ZodType<EnvironmentView> = z.strictObject({
  environment: environmentSchema,
  state: environmentStateSchema,
  promote: previewSchema.optional(),
  skips: z.array(previewSchema).optional(),
  rollback: previewSchema.optional(),
  behind: z.int().optional(),
  operationActions: operationActionsSchema.optional(),
  activeOperation: operationSchema.optional(),
  lastOperation: operationSchema.optional(),
});

export const deploymentViewSchema: z.ZodType<DeploymentView> = z.strictObject({
  entityRef: text,
  strategy: optionalText,
  observer: optionalText,
  environments: z.array(environmentViewSchema),
  problems: z.array(
    z.strictObject({ code: text, message: text, annotation: optionalText }),
  ),
  freezes: z.array(freezeSchema),
  generatedAt: timestamp,
});

export const historySchema: z.ZodType<HistoryResponse> = z.strictObject({
  items: z.array(operationSchema),
  nextCursor: optionalText,
});

export const versionsSchema: z.ZodType<VersionsResponse> = z.strictObject({
  environment: text,
  items: z.array(
    deployedVersionSchema.extend({
      current: z.boolean(),
      suggested: z.boolean(),
      healthyAt: optionalText,
      deployedAt: optionalText,
      deployedBy: optionalText,
      bad: z.strictObject({ reason: text, by: text, at: timestamp }).optional(),
      presence: z.enum(['present', 'missing', 'unknown']),
      artifact: artifactSchema.optional(),
    }),
  ),
  lastHealthy: healthyVersionSchema.optional(),
});

const unknown = optionalText.describe('Why it is not known');

const diffSideSchema = z.strictObject({
  environment: text,
  version: deployedVersionSchema.optional(),
  sourceCommit: optionalText,
  unknown,
});

export const diffSchema: z.ZodType<EnvironmentDiff> = z.strictObject({
  entityRef: text,
  from: diffSideSchema,
  to: diffSideSchema,
  commits: z.strictObject({
    items: z
      .array(
        z.strictObject({
          sha: text,
          title: text,
          author: optionalText,
          at: optionalText,
          url: optionalText,
          pullRequest: z
            .strictObject({ number: z.int(), url: text })
            .optional(),
        }),
      )
      .max(250),
    total: z.int().optional(),
    direction: z.enum(['forward', 'backward', 'diverged', 'same']).optional(),
    unknown,
    url: optionalText,
  }),
  files: z.strictObject({
    items: z.array(
      z.strictObject({
        path: text,
        status: z.enum(['added', 'removed', 'modified', 'renamed']),
        additions: z.int().optional(),
        deletions: z.int().optional(),
      }),
    ),
    total: z.int().optional(),
    unknown,
  }),
  manifests: z.strictObject({
    items: z.array(
      z.strictObject({
        file: text,
        path: text,
        from: optionalText,
        to: optionalText,
        kind: z.enum(['change', 'stays']),
      }),
    ),
    unknown,
  }),
  instructions: z.strictObject({
    button: optionalText,
    slack: optionalText,
    git: optionalText,
    pullRequest: optionalText,
    none: optionalText,
  }),
  generatedAt: timestamp,
});

export const creationSchema: z.ZodType<CreationProgress> = z.strictObject({
  entityRef: text,
  phases: z.array(
    z.strictObject({
      id: z.enum(['scaffold', 'build', 'sync', 'run', 'reach']),
      state: z.enum(['done', 'running', 'waiting', 'failed', 'unknown']),
      at: optionalText,
      message: text,
      fix: optionalText,
      url: optionalText,
    }),
  ),
  complete: z.boolean(),
  generatedAt: timestamp,
});

const cellSchema = z.strictObject({
  environment: text,
  version: optionalText,
  image: optionalText,
  observedVersion: optionalText,
  health: healthSchema,
  sync: syncSchema,
  drift: z.boolean().optional(),
  stale: z.boolean(),
  observedAt: timestamp.optional(),
  since: timestamp.optional(),
  waiting: z
    .strictObject({
      version: text,
      since: timestamp.optional(),
      behind: z.int().optional(),
    })
    .optional(),
  error: optionalText,
});

export const matrixSchema: z.ZodType<MatrixResponse> = z.strictObject({
  environments: z.array(text),
  items: z.array(
    z.strictObject({
      entityRef: text,
      title: text,
      owner: optionalText,
      system: optionalText,
      environments: z.array(cellSchema),
      waitingSince: timestamp.optional(),
    }),
  ),
  total: z.int(),
  nextCursor: optionalText,
  activeOperations: z.array(operationSchema),
  freezes: z.array(freezeSchema),
  generatedAt: timestamp,
});

export const changeSchema: z.ZodType<ChangeResponse> = z.union([
  z.strictObject({
    result: z.enum(['accepted', 'existing']),
    operation: operationSchema,
    message: text,
  }),
  z.strictObject({ result: z.literal('unchanged'), message: text }),
]);

export const operationResponseSchema: z.ZodType<OperationResponse> =
  z.strictObject({
    operation: operationSchema,
    events: z.array(operationEventSchema),
    actions: operationActionsSchema,
    gates: z.array(gateSchema).optional(),
  });

const queueStatusSchema = z.strictObject({
  due: z.int(),
  dead: z.int(),
  oldestDueAgeMs: z.number(),
});

export const outboxItemSchema: z.ZodType<OutboxItemView> = z.strictObject({
  id: text,
  title: text,
  operationId: text,
  entityRef: text,
  environment: text,
  createdAt: timestamp,
  attempts: z.int(),
  state: z.enum(['due', 'delivered', 'replaced', 'dead']),
  deliveredTo: z.array(text),
  error: optionalText,
});

export const outboxSchema: z.ZodType<OutboxResponse> = z.strictObject({
  status: queueStatusSchema,
  items: z.array(outboxItemSchema),
  nextCursor: optionalText,
});

export const inboxItemSchema: z.ZodType<InboxItemView> = z.strictObject({
  id: text,
  source: text,
  event: text,
  about: text,
  receivedAt: timestamp,
  attempts: z.int(),
  state: z.enum(['due', 'done', 'dead']),
  outcome: optionalText,
  error: optionalText,
});

export const inboxSchema: z.ZodType<InboxResponse> = z.strictObject({
  status: queueStatusSchema,
  items: z.array(inboxItemSchema),
  nextCursor: optionalText,
});

const changedValueSchema: z.ZodType<ChangedValue> = z.strictObject({
  field: z.enum(['from', 'to', 'manifest', 'operation']),
  expected: optionalText,
  actual: optionalText,
});

/** What every refusal looks like. Other fields of `error` belong to the kind of refusal. */
export const errorSchema = z.looseObject({
  error: z.looseObject({
    name: text,
    message: text,
    code: optionalText.describe('Stays the same when the message is reworded'),
    operationId: optionalText,
    gates: z.array(gateSchema).optional(),
    changed: z.array(changedValueSchema).optional(),
  }),
});
