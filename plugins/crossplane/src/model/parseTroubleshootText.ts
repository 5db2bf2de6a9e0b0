/** What a page of troubleshooting is about. */
export type TroubleshootSubject = { xrd: string } | { search: string };

/**
 * Tells the full name of an XRD from what has to be searched first, as a kind or the title of a template. A title may have
 * dots too, in its version, but spaces or capital letters with them.
 */
export function parseTroubleshootText(text: string): TroubleshootSubject {
  const trimmed = text.trim();
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(trimmed)
    ? { xrd: trimmed }
    : { search: trimmed };
}
