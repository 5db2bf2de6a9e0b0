import { mockServices } from '@backstage/backend-test-utils';
import {
  LEDGER_START_HASH,
  LedgerRecord,
} from '@openportal/plugin-deploy-node';
import express from 'express';
import Router from 'express-promise-router';
import request from 'supertest';
import { addLedgerRoutes } from './ledgerRoutes';

const ROWS = 10_001;

function rowOf(sequence: number): LedgerRecord {
  return {
    sequence,
    operationId: 'operation',
    entityRef: 'component:default/payments',
    environment: 'qa',
    state: 'requested',
    actor: null,
    reason: null,
    payload: '{}',
    recordedAt: 1_790_000_000_000 + sequence,
    previousHash: LEDGER_START_HASH,
    hash: LEDGER_START_HASH,
  };
}

describe('GET /ledger/export', () => {
  const limits: number[] = [];
  const router = Router();
  addLedgerRoutes(router, {
    httpAuth: mockServices.httpAuth(),
    auditor: mockServices.auditor.mock({
      createEvent: async () => ({
        success: async () => {},
        fail: async () => {},
      }),
    }),
    permissions: mockServices.permissions(),
    readLedger: async ({ after, limit }) => {
      limits.push(limit);
      return Array.from({ length: Math.min(limit, ROWS - after) }, (_, index) =>
        rowOf(after + index + 1),
      );
    },
  });
  const server = express().use(router);

  const read = async (query: string) => {
    const { status, body } = await request(server)
      .get(`/ledger/export${query}`)
      .responseType('blob');
    const rows = String(body).split('\n').filter(Boolean);
    return {
      status,
      sequences: rows.map(row => JSON.parse(row).sequence as number),
    };
  };

  it('goes on to the last row, a few at a time', async () => {
    const { status, sequences } = await read('');
    expect(status).toBe(200);
    expect(sequences).toEqual(
      Array.from({ length: ROWS }, (_, index) => index + 1),
    );
    expect(Math.max(...limits)).toBeLessThanOrEqual(500);
  });

  it('begins behind a row, and ends after as many as it is asked for', async () => {
    await expect(read('?after=9990&limit=600')).resolves.toMatchObject({
      sequences: [
        9991, 9992, 9993, 9994, 9995, 9996, 9997, 9998, 9999, 10000, 10001,
      ],
    });
    await expect(read('?after=3&limit=2')).resolves.toMatchObject({
      sequences: [4, 5],
    });
  });
});
