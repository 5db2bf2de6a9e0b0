import { useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  DEPLOY_SIGNAL_CHANNEL,
  DeployApiError,
  DeploySignal,
} from '@openportal/plugin-deploy-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { LiveReader } from './LiveReader';

/** The newest answer; the last good one stays while a read fails. */
export type LiveRead<T> = {
  value?: T;
  error?: Error;
  /** When the value was received. */
  receivedAt?: Date;
  /** True until the first answer or error to what is read. */
  isPending: boolean;
  reload: () => void;
};

/** Options of {@link useLiveRead}. */
export type LiveReadOptions<T> = {
  /** Identifies what is read; a new key starts over. Nothing is read without one. */
  key: string | undefined;
  read: (options: { signal: AbortSignal }) => Promise<T>;
  /** How long to wait after an answer, in milliseconds. `never` where nothing more can change. */
  intervalMs: (value: T | undefined) => number | 'never';
  /** Whether a signal is about what is read. Without it signals are ignored. */
  isAbout?: (signal: DeploySignal, value: T | undefined) => boolean;
  /** Least time between two reads that signals cause, in milliseconds. Defaults to 0. */
  signalSpacingMs?: number;
};

type Result<T> = {
  key: string | undefined;
  value?: T;
  error?: Error;
  receivedAt?: Date;
};

/**
 * Reads at once, when a signal says that it changed, and now and then while
 * the page is visible.
 *
 * @remarks
 * It listens to the signals itself: `useSignal` keeps only the newest message,
 * and of two that arrive together the first would be lost.
 */
export function useLiveRead<T>(options: LiveReadOptions<T>): LiveRead<T> {
  const { key } = options;
  const [result, setResult] = useState<Result<T>>({ key });
  const latest = useRef(options);
  latest.current = options;
  const reader = useRef<LiveReader<T>>();
  const signals = useApiHolder().get(signalApiRef);

  useEffect(() => {
    if (key === undefined) {
      return undefined;
    }
    const current = new LiveReader<T>({
      read: readOptions => latest.current.read(readOptions),
      intervalMs: value => latest.current.intervalMs(value),
      signalSpacingMs: latest.current.signalSpacingMs,
      onValue: value => setResult({ key, value, receivedAt: new Date() }),
      onError: error =>
        setResult(previous =>
          // Who may no longer see something does not keep what was there before.
          previous.key !== key || isGone(error)
            ? { key, error }
            : { ...previous, error },
        ),
    });
    reader.current = current;
    const onVisible = () => current.visibilityChanged();
    document.addEventListener('visibilitychange', onVisible);
    const subscription = signals?.subscribe<DeploySignal>(
      DEPLOY_SIGNAL_CHANNEL,
      signal => {
        if (latest.current.isAbout?.(signal, current.lastValue)) {
          current.signaled();
        }
      },
    );
    current.reload();
    return () => {
      subscription?.unsubscribe();
      document.removeEventListener('visibilitychange', onVisible);
      current.stop();
    };
  }, [key, signals]);

  const reload = useCallback(() => reader.current?.reload(), []);
  const { value, error, receivedAt } =
    result.key === key ? result : ({} as Partial<Result<T>>);
  return {
    value,
    error,
    receivedAt,
    isPending: key !== undefined && value === undefined && error === undefined,
    reload,
  };
}

/** Whether an error says that there is nothing (more) to show, rather than that it could not be read. */
export function isGone(error: Error): boolean {
  return (
    error instanceof DeployApiError &&
    (error.code === 'not-found' || error.code === 'not-allowed')
  );
}
