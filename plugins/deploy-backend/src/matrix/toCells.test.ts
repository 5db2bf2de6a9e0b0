import { EnvironmentState } from '@openportal/plugin-deploy-common';
import { testImage } from '../__testUtils__/newOperation';
import { toDeployedVersion } from '../database/toOperationRecord';
import { toCells } from './toCells';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-06-01T12:00:00Z');

function state(
  environment: string,
  number: number | undefined,
  hoursAgo = 1,
): EnvironmentState {
  return {
    entityRef: 'component:default/payments',
    environment,
    desired:
      number === undefined
        ? undefined
        : {
            ...toDeployedVersion(testImage(number)),
            changedAt: new Date(NOW - hoursAgo * HOUR).toISOString(),
          },
    observed:
      number === undefined ? undefined : toDeployedVersion(testImage(number)),
    sync: 'synced',
    health: 'healthy',
    stale: false,
    sources: { desired: {}, observed: {} },
    links: [],
  };
}

function cells(
  states: EnvironmentState[],
  options: Partial<Parameters<typeof toCells>[0]> = {},
) {
  return toCells({
    states,
    earlier: [],
    isBad: () => false,
    nowMs: NOW,
    ...options,
  });
}

describe('toCells', () => {
  it('lets a change wait since it came to the environment before', () => {
    const [development, qa, prod] = cells([
      state('development', 2, 3),
      state('qa', 1, 50),
      state('prod', 1, 40),
    ]);
    expect(development.waitingSinceMs).toBeUndefined();
    expect(qa).toMatchObject({
      position: 1,
      version: 'sha-0101010',
      waitingVersion: 'sha-0202020',
      waitingSinceMs: NOW - 3 * HOUR,
    });
    expect(prod.waitingSinceMs).toBeUndefined();
  });

  it('goes on to count from the first version that did not go on, until the target changes', () => {
    const earlier = [
      {
        environment: 'qa',
        image: testImage(1),
        waitingSinceMs: NOW - 9 * HOUR,
      },
    ];
    const states = [state('development', 3, 1), state('qa', 1, 50)];
    expect(cells(states, { earlier })[1]).toMatchObject({
      waitingVersion: 'sha-0303030',
      waitingSinceMs: NOW - 9 * HOUR,
    });
    const promoted = [state('development', 3, 1), state('qa', 2, 0)];
    expect(cells(promoted, { earlier })[1].waitingSinceMs).toBe(NOW - HOUR);
  });

  it('waits for nothing that is unknown, missing or was rolled back from', () => {
    expect(
      cells([state('development', undefined), state('qa', 1)])[1],
    ).toMatchObject({ waitingSinceMs: undefined });
    expect(
      cells([state('development', 1), state('qa', undefined)])[1],
    ).toMatchObject({ waitingSinceMs: undefined, version: undefined });
    expect(
      cells([state('development', 2), state('qa', 1)], {
        isBad: (environment, image) =>
          environment === 'qa' && image === testImage(2),
      })[1].waitingSinceMs,
    ).toBeUndefined();
  });
});
