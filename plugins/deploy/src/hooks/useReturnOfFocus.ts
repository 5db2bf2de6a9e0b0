import { useEffect, useRef } from 'react';

/**
 * Puts the focus somewhere sensible when a dialog closes and what opened it is
 * gone or disabled by now: the focus would be lost otherwise.
 *
 * @param find - Finds what gets the focus; asked when it is needed.
 */
export function useReturnOfFocus(
  isOpen: boolean,
  find: () => HTMLElement | null,
): void {
  const wasOpen = useRef(isOpen);
  const latest = useRef(find);
  latest.current = find;
  useEffect(() => {
    const hasClosed = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!hasClosed) {
      return undefined;
    }
    // The dialog gives the focus back in the frame after it closed; this comes after that.
    const frame = requestAnimationFrame(() => {
      if (isFocusLost()) {
        latest.current()?.focus();
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [isOpen]);
}

/** Whether nothing on the page has the focus, as after what had it was taken away. */
export function isFocusLost(): boolean {
  return (
    document.activeElement === null || document.activeElement === document.body
  );
}
