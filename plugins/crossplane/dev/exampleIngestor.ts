import {
  IngestorStatus,
  TroubleshootCheck,
} from '@openportal/plugin-crossplane-common';

/** One cluster in sync with a broken XRD, one that cannot be read. */
export const exampleIngestor: IngestorStatus = {
  leaders: [
    {
      provider: 'default',
      holder: 'portal-6c9d-x2k',
      since: '2026-01-01T09:00:00.000Z',
    },
  ],
  warnings: [
    {
      provider: 'default',
      message:
        "annotationPrefix is 'terasky.backstage.io', and orders write 'example.org'",
    },
  ],
  clusters: [
    {
      provider: 'default',
      cluster: 'platform',
      stale: false,
      lastListedAt: '2026-01-01T10:00:00.000Z',
      nextListAt: '2026-01-01T10:10:00.000Z',
      watches: { open: 5, total: 6 },
      templates: 4,
      resources: 17,
      problems: [
        {
          xrd: 'databases.example.org',
          path: 'spec.versions[0].schema.openAPIV3Schema',
          reason: 'is not an object',
        },
      ],
      notes: [
        {
          xrd: 'caches.example.org',
          notes: ['spec.zone: its pattern is checked by the server only'],
        },
      ],
    },
    {
      provider: 'default',
      cluster: 'production',
      stale: true,
      error: 'connect ETIMEDOUT 192.0.2.10:6443',
      templates: 0,
      resources: 0,
      problems: [],
    },
  ],
};

/** A check with each answer. */
export const exampleChecks: TroubleshootCheck[] = [
  {
    id: 'xrd-exists',
    cluster: 'platform',
    state: 'ok',
    message: 'The XRD exists and is established.',
  },
  {
    id: 'generate-form-label',
    cluster: 'platform',
    state: 'failed',
    message: 'The label terasky.backstage.io/generate-form is missing.',
    fix: 'Add the label terasky.backstage.io/generate-form: "true" to the XRD in its template repository and release it.',
  },
  {
    id: 'flux',
    state: 'unknown',
    message: 'The portal may not read the Kustomization catalog-sync.',
    fix: 'Give the service account of the portal the role in platform/rbac.',
  },
];
