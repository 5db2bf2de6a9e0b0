import { CompositeResourceDefinition } from '@openportal/plugin-crossplane-common';
import { Finding, warningAt } from './Finding';

/**
 * Warns about kinds that several groups have: a rule for auto-merge that names a mere kind is for all of them.
 *
 * @param xrds - definitions that are used together
 * @returns findings by the name of the XRD
 */
export function lintSharedKinds(
  xrds: CompositeResourceDefinition[],
): Map<string, Finding[]> {
  const findings = new Map<string, Finding[]>();
  for (const { name, group, kind, orderable } of xrds) {
    const ordered = orderable.kind;
    const others = new Set(
      xrds
        .filter(xrd => xrd.orderable.kind === ordered && xrd.group !== group)
        .map(xrd => xrd.name),
    );
    if (others.size > 0) {
      const path = `spec.${ordered === kind ? 'names' : 'claimNames'}.kind`;
      const names = [...others].sort().map(other => `'${other}'`);
      findings.set(name, [
        warningAt(
          path,
          `is '${ordered}' as in ${names.join(
            ', ',
          )}: a rule of idp.orders.autoMerge that names '${ordered}' is for every group; '${ordered}.${group}' means this one`,
        ),
      ]);
    }
  }
  return findings;
}
