import { useEffect, useRef, useState } from 'react';

/** The newest answer; the last good one stays while a read fails. */
export type Polled<T> = { value?: T; error?: Error };

/**
 * Reads at once and again after each answer, while the page is visible.
 *
 * @param key - identifies what is read; a new key starts over
 * @param read - reads it
 * @param intervalMs - how long to wait after an answer, in milliseconds
 */
export function usePolled<T>(
  key: string,
  read: () => Promise<T>,
  intervalMs: (value: T | undefined) => number,
): Polled<T> {
  const [result, setResult] = useState<Polled<T> & { key: string }>({ key });
  const latest = useRef({ read, intervalMs });
  latest.current = { read, intervalMs };

  useEffect(() => {
    let isStopped = false;
    let timer: ReturnType<typeof setTimeout>;
    let last: T | undefined;
    const readOnce = async () => {
      try {
        const value = await latest.current.read();
        last = value;
        if (!isStopped) {
          setResult({ key, value });
        }
      } catch (error) {
        if (!isStopped) {
          setResult(previous => ({
            key,
            value: previous.key === key ? previous.value : undefined,
            error: error instanceof Error ? error : new Error(String(error)),
          }));
        }
      }
    };
    const run = async () => {
      if (!document.hidden) {
        await readOnce();
      }
      if (!isStopped) {
        timer = setTimeout(run, latest.current.intervalMs(last));
      }
    };
    run();
    return () => {
      isStopped = true;
      clearTimeout(timer);
    };
  }, [key]);

  return result.key === key ? result : {};
}
