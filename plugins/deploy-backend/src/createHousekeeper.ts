import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { DeployConfig } from './config/DeployConfig';
import { Retention } from './config/readRetention';
import { repairTimes } from './database/repairTimes';
import {
  removeOldLedgerRows,
  removeOldMessages,
  removeOldOperations,
} from './database/retention';
import { Chore, Housekeeper } from './operations/Housekeeper';
import { DatabaseInboxStore } from './webhooks/DatabaseInboxStore';

const BATCH = 500;

/** What keeps the database of the plugin small and its times sound. */
export function createHousekeeper(options: {
  knex: Knex;
  config: DeployConfig;
  retention: Retention;
  logger: LoggerService;
}): Housekeeper {
  const { knex, config, retention, logger } = options;
  const { operationsMs, outboxMs, inboxMs } = retention;
  const inbox = DatabaseInboxStore.create({ knex });
  const chores: Chore[] = [
    {
      name: 'times after a clock was set back',
      batch: () =>
        repairTimes(knex, {
          leaseMs: config.worker.leaseMs,
          timeoutMs: config.timeoutMs,
        }),
    },
    {
      name: 'old messages',
      batch: () => removeOldMessages(knex, outboxMs),
    },
    {
      name: 'old webhooks',
      batch: () => inbox.removeOlderThan(inboxMs, BATCH),
    },
  ];
  if (operationsMs !== undefined) {
    chores.push(
      {
        name: 'old operations',
        batch: () => removeOldOperations(knex, operationsMs),
      },
      {
        name: 'old rows of the ledger',
        batch: () => removeOldLedgerRows(knex, operationsMs),
      },
    );
  }
  return new Housekeeper({ chores, logger });
}
