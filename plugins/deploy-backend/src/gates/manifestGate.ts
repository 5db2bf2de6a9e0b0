import { Gate } from '@openportal/plugin-deploy-common';
import { CommonFacts } from './GateFacts';

/** Is the manifest the one that the author looked at, apart from the image? */
export function manifestUnchangedGate(facts: CommonFacts): Gate | undefined {
  const { template, environment } = facts;
  if (template?.now === undefined) {
    // The adapter does not know one, or nothing is written: another gate says so.
    return undefined;
  }
  const gate = { id: 'manifest-unchanged', title: 'Manifest' } as const;
  return template.seen === undefined || template.seen === template.now
    ? {
        ...gate,
        status: 'pass',
        reason: `Only the version would change in the manifest of '${environment.name}'`,
      }
    : {
        ...gate,
        status: 'fail',
        reason: `Somebody edited the manifest of '${environment.name}' since it was looked at, so another change would come of it`,
        clearedBy: 'A look at what would change now, and a new request',
      };
}
