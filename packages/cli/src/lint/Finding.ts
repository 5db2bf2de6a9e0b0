/** What a check says about an XRD. */
export interface Finding {
  /** Errors do not work in a cluster or a form; warnings work less well than they could. */
  severity: 'error' | 'warning';
  path: string;
  reason: string;
}

/** Makes an error. */
export function errorAt(path: string, reason: string): Finding {
  return { severity: 'error', path, reason };
}

/** Makes a warning. */
export function warningAt(path: string, reason: string): Finding {
  return { severity: 'warning', path, reason };
}
