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
 * The health of an application with several workloads: that of the worst. One that is scaled to zero counts only
 * where nothing else is there. Images are told once, and those of workloads with containers of the application only.
 *
 * @param workloads - verdicts of {@link judgeWorkload}; without any the application is missing
 * @public
 */
export function combineHealth(
  workloads: readonly WorkloadHealth[],
): Pick<WorkloadHealth, 'health' | 'message' | 'images'> {
  const running = workloads.filter(({ phase }) => phase !== 'empty');
  const counted = running.length > 0 ? running : workloads;
  const [worst] = [...counted].sort(
    (a, b) => order.indexOf(a.health) - order.indexOf(b.health),
  );
  return {
    health: worst?.health ?? 'missing',
    message: worst?.message,
    images: [...new Set(workloads.flatMap(({ images }) => images))].sort(),
  };
}
