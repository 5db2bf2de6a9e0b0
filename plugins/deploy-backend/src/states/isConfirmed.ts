import { EnvironmentState } from '@openportal/plugin-deploy-common';
import { ObserverCapabilities } from '@openportal/plugin-deploy-node';

/** An observer that is wrong about git, or does not look at it any more, must not be believed for ever. */
const LONGEST_TRUST_MS = 7 * 24 * 60 * 60_000;

/**
 * Whether an observer says what git says: it watches, it compares with git by itself, and what it compared with last is
 * the revision that is known here. Then to ask git again could tell nothing new.
 *
 * @param observer - what it can do
 * @param nowMs - by the clock that times were noted with
 */
export function isConfirmed(
  state: EnvironmentState,
  observer: Pick<ObserverCapabilities, 'revision' | 'watch'> | undefined,
  nowMs: number,
): boolean {
  const { desired, observed, sources } = state;
  return (
    observer?.watch === true &&
    observer.revision &&
    desired?.revision !== undefined &&
    desired.revision === observed?.revision &&
    state.sync === 'synced' &&
    state.drift === false &&
    !state.stale &&
    sources.desired.error === undefined &&
    sources.observed.error === undefined &&
    sources.desired.readAt !== undefined &&
    nowMs - Date.parse(sources.desired.readAt) < LONGEST_TRUST_MS
  );
}
