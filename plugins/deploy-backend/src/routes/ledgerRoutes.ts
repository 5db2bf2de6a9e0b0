import { once } from 'node:events';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { deployLedgerExportPermission } from '@openportal/plugin-deploy-common';
import { Router } from 'express';
import { z } from 'zod';
import { auditedBy } from '../deployments/audited';
import { PermissionDeniedError } from '../errors/DeployErrors';
import { parse, readCaller, RouteContext } from './RouteContext';

// So many rows are in memory at once, however many are exported.
const ROWS_AT_ONCE = 500;

/** Query of `GET /ledger/export`. */
export const ledgerQuerySchema = z.object({
  /** Sequence of the last row that the caller has. */
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  /** Without it, all that are there: an export that ends early would look whole. */
  limit: z.coerce.number().int().min(1).optional(),
});

/** The route that exports the ledger: one row a line, as `openportal ledger verify` reads it. */
export function addLedgerRoutes(
  router: Router,
  context: Pick<
    RouteContext,
    'auditor' | 'httpAuth' | 'permissions' | 'readLedger'
  >,
): void {
  router.get('/ledger/export', async (request, response) => {
    const { credentials } = await readCaller(context, request);
    const query = parse(ledgerQuerySchema, request.query);
    await auditedBy(
      context.auditor,
      {
        eventId: 'ledger-export',
        request,
        meta: { after: query.after.toString() },
      },
      async () => {
        const [decision] = await context.permissions.authorize(
          [{ permission: deployLedgerExportPermission }],
          { credentials },
        );
        if (decision.result !== AuthorizeResult.ALLOW) {
          throw new PermissionDeniedError(
            `You may not export the ledger: it needs the permission '${deployLedgerExportPermission.name}'`,
          );
        }
        return { answer: undefined };
      },
    );

    let { after } = query;
    let left = query.limit ?? Infinity;
    // The first rows are read before anything is sent, so that a database that is away is an error and no empty file.
    let rows = await context.readLedger({
      after,
      limit: Math.min(left, ROWS_AT_ONCE),
    });
    response.type('application/x-ndjson');
    while (rows.length > 0 && !response.destroyed) {
      const text = rows.map(row => `${JSON.stringify(row)}\n`).join('');
      if (!response.write(text)) {
        // Who reads slowly must not fill the memory.
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
      }
      left -= rows.length;
      after = rows[rows.length - 1].sequence;
      rows =
        left > 0
          ? await context.readLedger({
              after,
              limit: Math.min(left, ROWS_AT_ONCE),
            })
          : [];
    }
    response.end();
  });
}
