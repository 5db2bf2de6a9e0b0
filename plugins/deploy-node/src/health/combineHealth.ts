import { HealthStatus } from '@openportal/plugin-deploy-common';
import { WorkloadHealth } from './judgeWorkload';

/** From the one that decides to the one that everything must be. */
const order: HealthStatus[] = [
  'degraded',
  'missing',
  'progressing',
  'unknown',
  'suspended',
  'healthy',
];

/**
 * The health of an application with several workloads: that of the worst. Those count that have a container of the
 * application; where none has, all of them. One that is scaled to zero counts only where nothing else is there.
 *
 * @param workloads - verdicts of {@link judgeWorkload}; without any the application is missing
 * @public
 */
export function combineHealth(
  workloads: readonly WorkloadHealth[],
): Pick<WorkloadHealth, 'health' | 'message' | 'images'> {
  const own = preferred(workloads, ({ hasApp }) => hasApp);
  const counted = preferred(own, ({ phase }) => phase !== 'empty');
  const [worst] = [...counted].sort(
    (a, b) => order.indexOf(a.health) - order.indexOf(b.health),
  );
  return {
    health: worst?.health ?? 'missing',
    message: worst?.message,
    images: [...new Set(workloads.flatMap(({ images }) => images))].sort(),
  };
}

function preferred<T>(items: readonly T[], isWanted: (item: T) => boolean) {
  const wanted = items.filter(isWanted);
  return wanted.length > 0 ? wanted : items;
}
