import {
  Artifact,
  Environment,
  EnvironmentState,
  FreezeView,
} from '@openportal/plugin-deploy-common';
import { z } from 'zod';
import { deployedVersionSchema, timestamp } from './operationSchemas';

export const environmentSchema: z.ZodType<Environment> = z.strictObject({
  name: z.string(),
  title: z.string(),
  aliases: z.array(z.string()),
  protection: z.strictObject({
    mode: z.enum(['none', 'pull-request', 'approvals']),
    approvals: z.int(),
    excludeRequester: z.boolean(),
    rollback: z.enum(['same', 'direct']),
    mergeWhenApproved: z.boolean(),
  }),
  cluster: z.string().optional(),
  namespace: z.string().optional(),
  url: z.string().optional(),
  branch: z.string().optional(),
  manifestPath: z.string().optional(),
  soakSeconds: z.number().optional(),
});

export const healthyVersionSchema = deployedVersionSchema.extend({
  healthyAt: timestamp,
  since: timestamp.optional(),
});

export const healthSchema = z.enum([
  'healthy',
  'progressing',
  'degraded',
  'suspended',
  'missing',
  'unknown',
]);

export const syncSchema = z.enum(['synced', 'out-of-sync', 'unknown']);

const sourceSchema = z.strictObject({
  adapter: z.string().optional(),
  readAt: timestamp.optional(),
  error: z.string().optional(),
  comparesWithGit: z.boolean().optional(),
});

export const environmentStateSchema: z.ZodType<EnvironmentState> =
  z.strictObject({
    entityRef: z.string(),
    environment: z.string(),
    desired: deployedVersionSchema
      .extend({
        revision: z.string().optional(),
        changedAt: z.string().optional(),
        changedBy: z.string().optional(),
        url: z.string().optional(),
        template: z.string().optional(),
      })
      .optional(),
    observed: deployedVersionSchema
      .partial()
      .extend({ revision: z.string().optional() })
      .optional(),
    sync: syncSchema,
    health: healthSchema,
    drift: z.boolean().optional(),
    message: z.string().optional(),
    lastHealthy: healthyVersionSchema.optional(),
    previousHealthy: healthyVersionSchema.optional(),
    observedAt: timestamp.optional(),
    staleAfter: timestamp.optional(),
    stale: z.boolean(),
    sources: z.strictObject({ desired: sourceSchema, observed: sourceSchema }),
    links: z.array(
      z.strictObject({
        title: z.string(),
        url: z.string(),
        kind: z.enum([
          'app',
          'argocd',
          'commit',
          'ci',
          'logs',
          'pull-request',
          'other',
        ]),
      }),
    ),
  });

export const freezeSchema: z.ZodType<FreezeView> = z.strictObject({
  name: z.string(),
  environments: z.array(z.string()),
  reason: z.string().optional(),
  start: timestamp,
  end: timestamp,
  active: z.boolean(),
});

export const artifactSchema: z.ZodType<Artifact> = z.strictObject({
  repository: z.string(),
  digest: z.string(),
  tags: z.array(z.string()),
  image: z.string(),
  version: z.string(),
  sourceCommit: z.string().optional(),
  sourceBranch: z.string().optional(),
  sourceUrl: z.string().optional(),
  buildUrl: z.string().optional(),
  builtAt: z.string().optional(),
  scan: z
    .strictObject({
      findings: z.strictObject({
        critical: z.int(),
        high: z.int(),
        medium: z.int(),
        low: z.int(),
        unknown: z.int(),
      }),
      scannedAt: z.string().optional(),
      scanner: z.string().optional(),
      url: z.string().optional(),
    })
    .optional(),
});
