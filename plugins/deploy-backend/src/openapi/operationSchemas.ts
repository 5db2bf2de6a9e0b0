import {
  Gate,
  Operation,
  OPERATION_STATES,
  OperationActions,
  OperationEvent,
} from '@openportal/plugin-deploy-common';
import { z } from 'zod';

export const timestamp = z.iso.datetime();

export const deployedVersionSchema = z
  .strictObject({
    version: z.string().describe('What people read'),
    image: z.string().describe('Full image reference'),
    digest: z.string().optional(),
  })
  .describe('A version with what identifies it');

export const gateSchema: z.ZodType<Gate> = z
  .strictObject({
    id: z.enum([
      'permission',
      'skip-permission',
      'adapters',
      'source-healthy',
      'one-at-a-time',
      'version-immutable',
      'version-present',
      'not-running-already',
      'rollback-target',
      'approvals',
      'freeze',
      'soak',
      'freshness',
      'version-not-bad',
      'manifest-unchanged',
    ]),
    title: z.string(),
    status: z.enum(['pass', 'fail', 'wait']),
    reason: z.string(),
    clearedBy: z.string().optional(),
    clearsAt: timestamp.optional(),
    needsReason: z.boolean().optional(),
    breakGlass: z.boolean().optional(),
  })
  .describe('The verdict of one rule about one action');

const reviewSchema = z.strictObject({
  author: z.string(),
  state: z.enum(['approved', 'changes-requested', 'commented', 'dismissed']),
  counts: z.boolean(),
  at: z.string().optional(),
});

const changeSchema = z.strictObject({
  kind: z.enum(['commit', 'pull-request', 'job', 'unchanged']),
  url: z.string().optional(),
  number: z.int().optional(),
  commit: z.string().optional(),
  headSha: z.string().optional(),
  reviews: z.array(reviewSchema).optional(),
  requiredApprovals: z.int().optional(),
  blockedBy: z.string().optional(),
});

const approvalSchema = z.strictObject({
  by: z.string(),
  decision: z.enum(['approved', 'rejected']),
  at: timestamp,
  version: z.string(),
  diffHash: z.string(),
  reason: z.string().optional(),
  voidedAt: timestamp.optional(),
});

export const operationSchema: z.ZodType<Operation> = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['deploy', 'promote', 'rollback']),
    entityRef: z.string(),
    environment: z.string(),
    sourceEnvironment: z.string().optional(),
    from: deployedVersionSchema.optional(),
    to: deployedVersionSchema,
    requestedBy: z.string(),
    channel: z.enum(['ui', 'slack', 'api', 'mcp', 'auto']),
    reason: z.string().optional(),
    state: z.enum(OPERATION_STATES),
    stateReason: z.string().optional(),
    change: changeSchema.optional(),
    correlationId: z.string(),
    requestedAt: timestamp,
    updatedAt: timestamp,
    approval: z
      .strictObject({
        required: z.int(),
        diffHash: z.string(),
        items: z.array(approvalSchema),
      })
      .optional(),
    breakGlass: z
      .strictObject({ by: z.string(), reason: z.string() })
      .optional(),
    retryOf: z.string().optional(),
    strategy: z.string().optional(),
    deadline: timestamp.optional(),
    finishedAt: timestamp.optional(),
    lateSuccessAt: timestamp.optional(),
    cancelRequestedBy: z.string().optional(),
  })
  .describe('A change of one environment, from its request to its end');

export const operationEventSchema: z.ZodType<OperationEvent> = z.strictObject({
  sequence: z.int(),
  state: z.enum(OPERATION_STATES),
  at: timestamp,
  reason: z.string().optional(),
  actor: z.string().optional(),
  hash: z.string(),
});

const verdict = z.strictObject({
  allowed: z.boolean(),
  reason: z.string().optional(),
});

export const operationActionsSchema: z.ZodType<OperationActions> =
  z.strictObject({ approve: verdict, cancel: verdict, retry: verdict });
