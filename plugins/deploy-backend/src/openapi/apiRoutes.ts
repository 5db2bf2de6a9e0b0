import {
  approveRequestSchema,
  cancelRequestSchema,
  inboxQuerySchema,
  outboxQuerySchema,
  promoteRequestSchema,
  retryRequestSchema,
  rollbackRequestSchema,
} from '@openportal/plugin-deploy-common';
import { ledgerRecordSchema } from '@openportal/plugin-deploy-node';
import { z } from 'zod';
import { diffQuerySchema } from '../routes/compareRoutes';
import {
  historyQuerySchema,
  versionsQuerySchema,
  viewQuerySchema,
} from '../routes/entityRoutes';
import { ledgerQuerySchema } from '../routes/ledgerRoutes';
import { matrixQuerySchema } from '../routes/matrixRoutes';
import {
  changeSchema,
  creationSchema,
  deploymentViewSchema,
  diffSchema,
  environmentsSchema,
  historySchema,
  inboxItemSchema,
  inboxSchema,
  matrixSchema,
  operationResponseSchema,
  outboxItemSchema,
  outboxSchema,
  versionsSchema,
} from './responseSchemas';

/** A route as the document describes it. */
export type ApiRoute = {
  method: 'get' | 'post';
  /** With `{name}` where the router has `:name`. */
  path: string;
  id: string;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** A request without a body is one with an empty object. */
  bodyIsOptional?: boolean;
  /** By status. `text` is the answer as lines of JSON, each of that shape. */
  answers: Record<number, { name: string; schema: z.ZodType; lines?: boolean }>;
  /** Needs a signature of the sender instead of a token of the portal. */
  signed?: boolean;
};

const entity = '/entities/{kind}/{namespace}/{name}';
const change = { name: 'ChangeResponse', schema: changeSchema };
const operation = {
  name: 'OperationResponse',
  schema: operationResponseSchema,
};
const received = {
  name: 'WebhookResult',
  schema: z.strictObject({ result: z.string() }),
};

/** Every route of the API. */
export const apiRoutes: readonly ApiRoute[] = [
  {
    method: 'get',
    path: '/openapi.json',
    id: 'getOpenApi',
    summary: 'This document',
    answers: {
      200: { name: 'OpenApiDocument', schema: z.looseObject({}) },
    },
  },
  {
    method: 'get',
    path: '/environments',
    id: 'listEnvironments',
    summary: 'The environments of the portal, in order of promotion',
    answers: {
      200: { name: 'EnvironmentsResponse', schema: environmentsSchema },
    },
  },
  {
    method: 'get',
    path: '/matrix',
    id: 'getMatrix',
    summary:
      'What runs where, of all that the caller may see, the oldest waiting change first',
    query: matrixQuerySchema,
    answers: { 200: { name: 'MatrixResponse', schema: matrixSchema } },
  },
  {
    method: 'get',
    path: entity,
    id: 'getDeployment',
    summary:
      'States, gates and active operations of an entity, from what the portal knows',
    query: viewQuerySchema,
    answers: { 200: { name: 'DeploymentView', schema: deploymentViewSchema } },
  },
  {
    method: 'get',
    path: `${entity}/history`,
    id: 'getHistory',
    summary: 'Operations of an entity, newest first',
    query: historyQuerySchema,
    answers: { 200: { name: 'HistoryResponse', schema: historySchema } },
  },
  {
    method: 'get',
    path: `${entity}/versions`,
    id: 'getVersions',
    summary: 'Versions that an environment has had',
    query: versionsQuerySchema,
    answers: { 200: { name: 'VersionsResponse', schema: versionsSchema } },
  },
  {
    method: 'get',
    path: `${entity}/diff`,
    id: 'getDiff',
    summary: 'What one environment lacks of another',
    query: diffQuerySchema,
    answers: { 200: { name: 'EnvironmentDiff', schema: diffSchema } },
  },
  {
    method: 'get',
    path: `${entity}/creation`,
    id: 'getCreation',
    summary: 'How far a new application has come',
    answers: { 200: { name: 'CreationProgress', schema: creationSchema } },
  },
  {
    method: 'post',
    path: `${entity}/promote`,
    id: 'promote',
    summary: 'Asks for a promotion from one environment to another',
    body: promoteRequestSchema,
    answers: { 200: change, 202: change },
  },
  {
    method: 'post',
    path: `${entity}/rollback`,
    id: 'rollback',
    summary: 'Asks for an earlier version in an environment',
    body: rollbackRequestSchema,
    answers: { 200: change, 202: change },
  },
  {
    method: 'get',
    path: '/operations/{id}',
    id: 'getOperation',
    summary: 'An operation with its timeline',
    answers: { 200: operation },
  },
  {
    method: 'post',
    path: '/operations/{id}/cancel',
    id: 'cancelOperation',
    summary: 'Asks for the cancellation of an operation',
    body: cancelRequestSchema,
    bodyIsOptional: true,
    answers: { 202: operation },
  },
  {
    method: 'post',
    path: '/operations/{id}/approve',
    id: 'decideOperation',
    summary: 'Approves or rejects an operation that waits for the portal',
    body: approveRequestSchema,
    answers: { 202: operation },
  },
  {
    method: 'post',
    path: '/operations/{id}/retry',
    id: 'retryOperation',
    summary: 'Asks again for what an operation that did not succeed asked for',
    body: retryRequestSchema,
    bodyIsOptional: true,
    answers: { 200: change, 202: change },
  },
  {
    method: 'get',
    path: '/ledger/export',
    id: 'exportLedger',
    summary: 'Rows of the ledger, one a line',
    query: ledgerQuerySchema,
    answers: {
      200: { name: 'LedgerRecord', schema: ledgerRecordSchema, lines: true },
    },
  },
  {
    method: 'get',
    path: '/outbox',
    id: 'listMessages',
    summary: 'Messages about operations, newest first',
    query: outboxQuerySchema,
    answers: { 200: { name: 'OutboxResponse', schema: outboxSchema } },
  },
  {
    method: 'post',
    path: '/outbox/{id}/replay',
    id: 'replayMessage',
    summary: 'Tries a message again that was given up',
    answers: { 202: { name: 'OutboxItem', schema: outboxItemSchema } },
  },
  {
    method: 'get',
    path: '/webhooks/inbox',
    id: 'listDeliveries',
    summary: 'Deliveries of webhooks, newest first',
    query: inboxQuerySchema,
    answers: { 200: { name: 'InboxResponse', schema: inboxSchema } },
  },
  {
    method: 'post',
    path: '/webhooks/inbox/{id}/replay',
    id: 'replayDelivery',
    summary: 'Tries a delivery again that was given up',
    answers: { 202: { name: 'InboxItem', schema: inboxItemSchema } },
  },
  ...(['github', 'argocd', 'flux', 'ci'] as const).map(
    (source): ApiRoute => ({
      method: 'post',
      path: `/webhooks/${source}`,
      id: `receive-${source}`,
      summary: `Takes a signed delivery of ${source}; there only where deploy.webhooks.${source}.secrets is set`,
      body: z.looseObject({}),
      answers: { 202: received },
      signed: true,
    }),
  ),
];
