import { findOpenOrders } from './findOpenOrders';
import { OrdersRepository } from './ordersRepository';

const PARTS = { namespace: 'team-alpha', plural: 'records', name: 'www' };
const BRANCH = `order/team-alpha/records/www-${'a'.repeat(24)}`;

function repositoryWith(pulls: object[]): OrdersRepository {
  const octokit = {
    paginate: async () => pulls,
    rest: { pulls: { list: () => undefined } },
  };
  return {
    octokit: octokit as unknown as OrdersRepository['octokit'],
    owner: 'sandbox',
    repo: 'catalog-orders',
    baseBranch: 'main',
  };
}

function pull(number: number, from: { id: number } | null, ref = BRANCH) {
  return {
    number,
    html_url: `https://github.example.org/pull/${number}`,
    head: { ref, repo: from },
    base: { repo: { id: 1 } },
  };
}

describe('findOpenOrders', () => {
  it('finds the orders of the same resource, the oldest first', async () => {
    const other = BRANCH.replace('www', 'mail');
    const found = await findOpenOrders(
      repositoryWith([
        pull(9, { id: 1 }),
        pull(4, { id: 1 }),
        pull(5, { id: 1 }, other),
      ]),
      PARTS,
    );
    expect(found.map(({ number }) => number)).toEqual([4, 9]);
  });

  it('takes no branch of a fork for an order, which would block the name for all', async () => {
    const found = await findOpenOrders(
      repositoryWith([pull(1, { id: 2 }), pull(2, null), pull(3, { id: 1 })]),
      PARTS,
    );
    expect(found.map(({ number }) => number)).toEqual([3]);
  });
});
