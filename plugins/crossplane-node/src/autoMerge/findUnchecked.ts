import { CompositeResourceDefinition } from '@openportal/plugin-crossplane-common';
import { DryRunResult } from '../cluster/dryRun';
import { withoutSecrets } from '../text/withoutSecrets';
import { hasClusterRules } from './hasClusterRules';

/**
 * What of an order nobody checked, neither the portal nor a cluster.
 *
 * @param options - `xrd`: at the version of the order; `notChecked`: what `checkManifest` left to the cluster;
 *   `answer`: that of the cluster
 * @returns a phrase for each; empty when the cluster accepted the order, or there was nothing that only it can check
 * @public
 */
export function findUnchecked(options: {
  xrd: CompositeResourceDefinition;
  notChecked: string[];
  answer: DryRunResult;
}): string[] {
  const { xrd, notChecked, answer } = options;
  if (answer.outcome === 'accepted') {
    return [];
  }
  const said = 'reason' in answer ? ` (${withoutSecrets(answer.reason)})` : '';
  return [
    ...notChecked,
    ...(hasClusterRules(xrd)
      ? [
          `the rules of ${xrd.orderable.kind} ${xrd.current.name} that only a cluster can check${said}`,
        ]
      : []),
  ];
}
