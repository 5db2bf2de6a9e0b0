import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { runMigrations } from '@openportal/database-node';
import { eventually } from '../__testUtils__/eventually';
import { LeaseStore } from '../store/LeaseStore';
import { migrations } from '../store/migrations';
import { LeaderElection } from './LeaderElection';

jest.setTimeout(60_000);

/** A store whose connection is half open: a call gets no answer and no error, until it is closed. */
class SilentLeaseStore extends LeaseStore {
  close: () => void = () => {};

  async renew(): Promise<boolean> {
    await new Promise<void>(resolve => {
      this.close = resolve;
    });
    throw new Error('the connection was closed');
  }
}

describe('LeaderElection', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  it('B16: steps down in time when the database does not answer at all', async () => {
    const knex = await databases.init('SQLITE_3');
    await runMigrations(knex, migrations);
    const leases = new SilentLeaseStore(knex, { lifetimeMilliseconds: 500 });
    const resigned = jest.fn(async () => {});
    const election = new LeaderElection({
      leases,
      provider: 'default',
      holder: 'one',
      logger: mockServices.logger.mock(),
      onElected: () => {},
      onResigned: resigned,
      onRenewed: async () => {},
      tickMilliseconds: 10,
    });
    election.start();
    try {
      await eventually(() => expect(resigned).toHaveBeenCalled());
    } finally {
      const stopped = election.stop();
      leases.close();
      await stopped;
    }
  });

  it('B16: goes on with the lease when what it stores gets no answer', async () => {
    const knex = await databases.init('SQLITE_3');
    await runMigrations(knex, migrations);
    const resigned = jest.fn(async () => {});
    let close: () => void = () => {};
    const election = new LeaderElection({
      leases: new LeaseStore(knex, { lifetimeMilliseconds: 500 }),
      provider: 'default',
      holder: 'one',
      logger: mockServices.logger.mock(),
      onElected: () => {},
      onResigned: resigned,
      onRenewed: () =>
        new Promise<void>(resolve => {
          close = resolve;
        }),
      tickMilliseconds: 10,
    });
    const ticks = jest.spyOn(LeaseStore.prototype, 'renew');
    election.start();
    try {
      // The election goes on, so the lease does not end by itself.
      await eventually(() => expect(ticks).toHaveBeenCalled());
    } finally {
      ticks.mockRestore();
      const stopped = election.stop();
      close();
      await stopped;
    }
    expect(resigned).toHaveBeenCalledTimes(1);
  });
});
