import { stringifyError } from '@backstage/errors';
import { DesiredVersion, Observation } from '@openportal/plugin-deploy-node';
import { callPort, READ_TIMEOUT_MS } from '../adapters/callPort';
import { StoredState } from './StoredState';

/** What the sources of an environment answered; undefined where none is chosen or none was asked. */
export type SourceAnswers = {
  desired?: { value: DesiredVersion | undefined } | { error: string };
  observed?: { value: Observation } | { error: string };
};

/** Asks a source. That it fails is an answer too. */
export async function readSource<T>(
  adapter: string | undefined,
  read: ((signal: AbortSignal) => Promise<T>) | undefined,
): Promise<{ value: T } | { error: string } | undefined> {
  if (adapter === undefined) {
    return undefined;
  }
  if (!read) {
    return {
      error: `No module brings the adapter '${adapter}' to the backend`,
    };
  }
  try {
    return {
      value: await callPort(`The adapter '${adapter}'`, READ_TIMEOUT_MS, read),
    };
  } catch (error) {
    return { error: stringifyError(error) };
  }
}

/** What is stored of an environment, with what its sources answered now. A source that failed leaves its last value. */
export function withAnswers(
  environment: string,
  row: StoredState | undefined,
  { desired, observed }: SourceAnswers,
  nowMs: number,
): StoredState {
  return {
    ...row,
    environment,
    checkedAtMs: nowMs,
    ...(desired &&
      ('error' in desired
        ? { desiredError: desired.error }
        : {
            desired: desired.value,
            desiredAtMs: nowMs,
            desiredError: undefined,
          })),
    ...(observed &&
      ('error' in observed
        ? { observedError: observed.error }
        : {
            observed: observed.value,
            observedAtMs: nowMs,
            observedError: undefined,
          })),
  };
}
