import {
  TroubleshootCheck,
  TroubleshootReport,
} from '@openportal/plugin-crossplane-common';
import { checkOf } from './check';
import { checkName, checkTemplate } from './checkCatalog';
import { checkDefinition } from './checkDefinition';
import { checkFlux } from './checkFlux';
import { checkIngestor, checkLeader } from './checkIngestor';
import { ClusterFacts, TroubleshootFacts } from './TroubleshootFacts';

/** Decides every check, in the order in which an XRD becomes a template. */
export function troubleshoot(facts: TroubleshootFacts): TroubleshootReport {
  const { xrd, clusters } = facts;
  return {
    xrd,
    checks: [
      checkLeader(facts),
      ...clusters.flatMap(cluster => checkCluster(facts, cluster)),
      checkName(facts),
    ],
  };
}

function checkCluster(
  facts: TroubleshootFacts,
  cluster: ClusterFacts,
): TroubleshootCheck[] {
  const { xrd } = facts;
  const offering = facts.clusters.filter(hasDefinition);
  if (isWithout(cluster) && offering.length > 0) {
    const names = offering.map(other => `'${other.cluster}'`).join(', ');
    // Not every cluster offers everything: nothing of it has to be right there.
    return [
      checkOf('xrd-exists', cluster.cluster).ok(
        `The cluster has no XRD '${xrd}'; it can be ordered in ${names}`,
      ),
    ];
  }
  return [
    checkFlux(cluster),
    ...checkDefinition(xrd, cluster),
    ...checkIngestor(facts, cluster),
    checkTemplate(facts, cluster),
  ];
}

function hasDefinition({ definition }: ClusterFacts): boolean {
  return definition.known && definition.value !== undefined;
}

function isWithout({ definition }: ClusterFacts): boolean {
  return definition.known && definition.value === undefined;
}
