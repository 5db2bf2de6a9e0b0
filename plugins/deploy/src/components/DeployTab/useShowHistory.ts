import { useCallback, useRef } from 'react';
import { useSearchParams } from 'react-router-dom';

/** The filter of the history, as the history reads it from the address. */
const ENVIRONMENT_PARAMETER = 'environment';

/** The way from a tile to the history of its environment. */
export type ShowHistory = {
  /** The heading of the history. */
  heading: (element: HTMLElement | null) => void;
  show: (environment: string) => void;
  /** Takes the reader there as it is. */
  focus: () => void;
};

/** Filters the history by an environment and takes the reader there. */
export function useShowHistory(): ShowHistory {
  const [, setQuery] = useSearchParams();
  const headingRef = useRef<HTMLElement | null>(null);
  const heading = useCallback((element: HTMLElement | null) => {
    headingRef.current = element;
  }, []);
  const show = useCallback(
    (environment: string) => {
      setQuery(
        current => {
          current.set(ENVIRONMENT_PARAMETER, environment);
          return current;
        },
        { replace: true },
      );
      // The menu gives the focus back to its button in the frame after it closed; this comes after that.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => headingRef.current?.focus()),
      );
    },
    [setQuery],
  );
  const focus = useCallback(() => headingRef.current?.focus(), []);
  return { heading, show, focus };
}
