import { StoredState } from './StoredState';

/** What a viewer would see change. Times of reading are left out: they change with every look. */
export function toFingerprint(
  states: readonly StoredState[],
  environment: string,
): string {
  const state = states.find(stored => stored.environment === environment);
  const { images, revision, sync, health, message } = state?.observed ?? {};
  return JSON.stringify([
    state?.desired?.image,
    state?.desired?.revision,
    state?.desiredError,
    images,
    revision,
    sync,
    health,
    message,
    state?.observedError,
  ]);
}
