import { TroubleshootReport } from '@openportal/plugin-crossplane-common';
import { checkName, checkTemplate } from './checkCatalog';
import { checkDefinition } from './checkDefinition';
import { checkFlux } from './checkFlux';
import { checkIngestor, checkLeader } from './checkIngestor';
import { TroubleshootFacts } from './TroubleshootFacts';

/** Decides every check, in the order in which an XRD becomes a template. */
export function troubleshoot(facts: TroubleshootFacts): TroubleshootReport {
  const { xrd, clusters } = facts;
  return {
    xrd,
    checks: [
      checkLeader(facts),
      ...clusters.flatMap(cluster => [
        checkFlux(cluster),
        ...checkDefinition(xrd, cluster),
        ...checkIngestor(facts, cluster),
        checkTemplate(facts, cluster),
      ]),
      checkName(facts),
    ],
  };
}
