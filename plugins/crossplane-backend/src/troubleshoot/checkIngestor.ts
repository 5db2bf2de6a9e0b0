import { TroubleshootCheck } from '@openportal/plugin-crossplane-common';
import { checkOf } from './check';
import { ClusterFacts, TroubleshootFacts } from './TroubleshootFacts';

const LOG_FIX =
  'Look at the log of the catalog backend; is @openportal/plugin-catalog-backend-module-crossplane in the backend?';

/** Whether an instance of the backend reads the clusters at all. */
export function checkLeader({
  ingestor,
}: TroubleshootFacts): TroubleshootCheck {
  const check = checkOf('ingestor-runs');
  if (!ingestor.known) {
    return check.unknown(
      `The ingestor does not answer: ${ingestor.reason}`,
      LOG_FIX,
    );
  }
  const idle = ingestor.value.leaders?.filter(({ holder }) => !holder) ?? [];
  return idle.length > 0
    ? check.failed(
        `No instance reads the clusters of ${idle
          .map(({ provider }) => `'${provider}'`)
          .join(', ')} at the moment`,
        'Wait up to 90 seconds for another instance to take over; if none does, look at the log of the catalog backend',
      )
    : check.ok('The ingestor runs');
}

/** Whether what the ingestor knows of a cluster is complete and of today. */
export function checkIngestor(
  { xrd, ingestor }: TroubleshootFacts,
  { cluster, ingestors }: ClusterFacts,
): TroubleshootCheck[] {
  const reads = checkOf('ingestor-reads-cluster', cluster);
  if (ingestors.length === 0) {
    return [
      reads.failed(
        'No ingestor is configured to read this cluster',
        `Add the cluster to catalog.providers.crossplane.<id>.clusters, or leave 'clusters' out to read all of them`,
      ),
    ];
  }
  const names = ingestors.map(({ id }) => `'${id}'`).join(', ');
  const checks = [reads.ok(`Ingestor ${names} reads this cluster`)];
  const current = checkOf('ingestor-current', cluster);
  if (!ingestor.known) {
    return [...checks, current.unknown(ingestor.reason, LOG_FIX)];
  }
  const status = ingestor.value.clusters.find(item => item.cluster === cluster);
  if (!status) {
    return [
      ...checks,
      current.unknown(
        'The ingestor has not read this cluster yet',
        'Wait a moment after a start; then look at the log of the catalog backend',
      ),
    ];
  }
  const since = status.lastListedAt ?? 'never';
  checks.push(
    status.stale
      ? current.failed(
          `The ingestor shows what it read last (${since}): ${
            status.error ?? 'the cluster cannot be read'
          }`,
          'Repair what the message names; then refresh the ingestor',
        )
      : current.ok(`Read completely at ${since} and watched since`),
  );
  const problems = status.problems.filter(problem => problem.xrd === xrd);
  const accepts = checkOf('ingestor-accepts', cluster);
  checks.push(
    problems.length > 0
      ? accepts.failed(
          problems.map(({ path, reason }) => `${path}: ${reason}`).join('; '),
          'Correct these fields of the XRD in its repository and release it again',
        )
      : accepts.ok('The ingestor reports no problem with the XRD'),
  );
  return checks;
}
