import { TroubleshootCheck } from '@openportal/plugin-crossplane-common';

/** Makes the answers of one check. */
export function checkOf(id: string, cluster?: string) {
  const place = cluster === undefined ? {} : { cluster };
  return {
    ok: (message: string): TroubleshootCheck => ({
      id,
      ...place,
      state: 'ok',
      message,
    }),
    failed: (message: string, fix: string): TroubleshootCheck => ({
      id,
      ...place,
      state: 'failed',
      message,
      fix,
    }),
    unknown: (message: string, fix: string): TroubleshootCheck => ({
      id,
      ...place,
      state: 'unknown',
      message,
      fix,
    }),
  };
}
