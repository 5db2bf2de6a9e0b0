import { PullRequestAnswers, toOrderPullRequest } from './toOrderPullRequest';

const path = 'namespaces/team-alpha/things/www.yaml';

function answers(
  pull: Partial<PullRequestAnswers['pull']> = {},
  rest: Partial<PullRequestAnswers> = {},
): PullRequestAnswers {
  return {
    pull: {
      number: 1,
      html_url: 'https://example.org/pull/1',
      title: 'Order',
      state: 'open',
      created_at: '2026-01-01T00:00:00Z',
      merged_at: null,
      merged_by: null,
      auto_merge: null,
      mergeable_state: 'clean',
      ...pull,
    },
    path,
    files: [{ filename: path, status: 'added' }],
    reviews: [],
    runs: [],
    status: [],
    ...rest,
  };
}

const review = (login: string, state: string) => ({
  user: { login } as PullRequestAnswers['reviews'][number]['user'],
  state,
});

describe('toOrderPullRequest', () => {
  it('takes what a pull request does from what it does to the file', () => {
    const operation = (status: PullRequestAnswers['files'][number]['status']) =>
      toOrderPullRequest(answers({}, { files: [{ filename: path, status }] }))
        .operation;
    expect(operation('added')).toBe('create');
    expect(operation('modified')).toBe('update');
    expect(operation('removed')).toBe('delete');
    expect(toOrderPullRequest(answers({}, { files: [] })).operation).toBe(
      'unknown',
    );
  });

  it('takes the last word of each reviewer, and checks of both kinds', () => {
    const pull = toOrderPullRequest(
      answers(
        { mergeable_state: 'blocked' },
        {
          reviews: [
            review('a', 'CHANGES_REQUESTED'),
            review('a', 'APPROVED'),
            review('b', 'APPROVED'),
            review('b', 'DISMISSED'),
            review('a', 'COMMENTED'),
          ],
          runs: [
            {
              name: 'build',
              status: 'completed',
              conclusion: 'timed_out',
              html_url: null,
            },
            {
              name: 'lint',
              status: 'in_progress',
              conclusion: null,
              html_url: 'https://example.org',
            },
          ],
          status: [{ context: 'legacy', state: 'success', target_url: null }],
        },
      ),
    );
    expect(pull.reviews).toEqual({
      approvedBy: ['a'],
      changesRequestedBy: [],
      required: false,
    });
    expect(pull.checks).toEqual([
      { name: 'build', state: 'failed' },
      { name: 'lint', state: 'pending', url: 'https://example.org' },
      { name: 'legacy', state: 'passed' },
    ]);
  });

  it('A14: tells in every state what is missing', () => {
    const mergeable = (mergeable_state: string) =>
      toOrderPullRequest(answers({ mergeable_state })).mergeable;
    expect(
      ['clean', 'unstable', 'dirty', 'behind', 'draft', 'odd'].map(mergeable),
    ).toEqual(['yes', 'yes', 'conflict', 'behind', 'draft', 'unknown']);
    expect(
      toOrderPullRequest(answers({ mergeable_state: 'blocked' })).reviews
        .required,
    ).toBe(true);
    const merged = toOrderPullRequest(
      answers({
        state: 'closed',
        merged_at: '2026-01-02T00:00:00Z',
        merged_by: { login: 'lead' } as PullRequestAnswers['pull']['merged_by'],
      }),
    );
    expect(merged).toMatchObject({ state: 'merged', mergedBy: 'lead' });
    expect(merged).not.toHaveProperty('mergeable');
  });
});
