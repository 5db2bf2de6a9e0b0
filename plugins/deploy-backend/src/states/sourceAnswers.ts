import { isDeepStrictEqual } from 'node:util';
import { DesiredVersion, Observation } from '@openportal/plugin-deploy-node';
import { describeError } from '../errors/describeError';
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
    return { error: describeError(error) };
  }
}

/** Whether both sources were asked, and say what is stored already. When they said it does not count. */
export function saysTheSame(
  row: StoredState,
  { desired, observed }: SourceAnswers,
): boolean {
  return (
    desired !== undefined &&
    'value' in desired &&
    row.desiredAtMs !== undefined &&
    row.desiredError === undefined &&
    isDeepStrictEqual(asStored(desired.value), asStored(row.desired)) &&
    observed !== undefined &&
    'value' in observed &&
    row.observed !== undefined &&
    row.observedError === undefined &&
    isDeepStrictEqual(
      asStored({ ...observed.value, observedAt: '' }),
      asStored({ ...row.observed, observedAt: '' }),
    )
  );
}

/** As it comes out of the database: without what is undefined. */
function asStored(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
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
