import { useCallback, useEffect, useRef, useState } from 'react';

/** A read that is done once, and again when asked to. */
export type Read<T> = { value?: T; error?: Error; reload: () => void };

/** Reads once for each key. An answer to an earlier key is dropped. */
export function useRead<T>(
  key: string,
  read: (signal: AbortSignal) => Promise<T>,
): Read<T> {
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(read);
  latest.current = read;
  const [result, setResult] = useState<{
    key: string;
    value?: T;
    error?: Error;
  }>({ key });

  useEffect(() => {
    const controller = new AbortController();
    latest.current(controller.signal).then(
      value => {
        if (!controller.signal.aborted) {
          setResult({ key, value });
        }
      },
      error => {
        if (!controller.signal.aborted) {
          setResult({
            key,
            error: error instanceof Error ? error : new Error(String(error)),
          });
        }
      },
    );
    return () => controller.abort();
  }, [key, attempt]);

  const reload = useCallback(() => setAttempt(count => count + 1), []);
  const { value, error } = result.key === key ? result : {};
  return { value, error, reload };
}
