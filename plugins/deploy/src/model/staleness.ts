import { EnvironmentState } from '@openportal/plugin-deploy-common';

/**
 * Whether a state is too old to be taken for the truth. The answer says so for
 * the moment when it was made; while no newer answer comes, the page goes on
 * counting, by the clock of the backend.
 *
 * @param state - The state.
 * @param answer - When the answer was made, by the clock of the backend, and how long ago it came.
 */
export function isStale(
  state: Pick<EnvironmentState, 'stale' | 'staleAfter'>,
  answer: { generatedAt: string; ageMs: number },
): boolean {
  const generated = Date.parse(answer.generatedAt);
  const staleAfter = Date.parse(state.staleAfter ?? '');
  return (
    state.stale ||
    (!Number.isNaN(generated) &&
      !Number.isNaN(staleAfter) &&
      generated + answer.ageMs > staleAfter)
  );
}
