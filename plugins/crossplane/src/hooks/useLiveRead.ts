import { useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  CROSSPLANE_ORDERS_CHANNEL,
  OrdersSignal,
} from '@openportal/plugin-crossplane-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { requestProblem } from '../model/requestProblem';
import { LiveReader } from './LiveReader';

/** The newest answer; the last good one stays while a read fails. */
export type LiveRead<T> = {
  value?: T;
  error?: Error;
  /** True until the first answer or error. */
  isPending: boolean;
  reload: () => void;
};

/** Options of {@link useLiveRead}. */
export type LiveReadOptions<T> = {
  /** Identifies what is read; a new key starts over. Nothing is read without one. */
  key: string | undefined;
  read: () => Promise<T>;
  /** How long to wait after an answer, in milliseconds. */
  intervalMs: (value: T | undefined) => number;
  /** Whether a signal is about what is read. Without it signals are ignored. */
  isAbout?: (hint: string, value: T | undefined) => boolean;
  /** Least time between two reads that signals cause, in milliseconds. Defaults to 0. */
  signalSpacingMs?: number;
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
  const [result, setResult] = useState<{
    key: string | undefined;
    value?: T;
    error?: Error;
  }>({ key });
  const latest = useRef(options);
  latest.current = options;
  const reader = useRef<LiveReader<T>>();
  const signals = useApiHolder().get(signalApiRef);

  useEffect(() => {
    if (key === undefined) {
      return undefined;
    }
    const current = new LiveReader<T>({
      read: () => latest.current.read(),
      intervalMs: value => latest.current.intervalMs(value),
      signalSpacingMs: latest.current.signalSpacingMs,
      onValue: value => setResult({ key, value }),
      onError: error =>
        setResult(previous => ({
          key,
          // Who may no longer see something does not keep what was there before.
          value:
            previous.key === key && !isGone(error) ? previous.value : undefined,
          error,
        })),
    });
    reader.current = current;
    const onVisible = () => current.visibilityChanged();
    document.addEventListener('visibilitychange', onVisible);
    const subscription = signals?.subscribe<{ hint: string }>(
      CROSSPLANE_ORDERS_CHANNEL,
      ({ hint }: OrdersSignal) => {
        if (latest.current.isAbout?.(hint, current.lastValue)) {
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
  const { value, error } =
    result.key === key ? result : { value: undefined, error: undefined };
  return {
    value,
    error,
    isPending: value === undefined && error === undefined,
    reload,
  };
}

function isGone(error: Error): boolean {
  const { kind } = requestProblem(error);
  return kind === 'notFound' || kind === 'notAllowed';
}
