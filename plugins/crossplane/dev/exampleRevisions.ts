import { OrderRevisionList } from '@openportal/plugin-crossplane-common';

/** A history of three revisions. */
export const exampleRevisions: OrderRevisionList = {
  truncated: false,
  items: [
    {
      revision: 'c'.repeat(40),
      message: 'Change DNSRecord www: point it to the new load balancer (#13)',
      author: 'grace',
      date: '2026-01-03T10:00:00.000Z',
      url: 'https://github.example/commit/c',
      current: true,
    },
    {
      revision: 'b'.repeat(40),
      message: 'Change DNSRecord www (#12)',
      author: 'ada',
      date: '2026-01-02T10:00:00.000Z',
      url: 'https://github.example/commit/b',
      current: false,
    },
    {
      revision: 'a'.repeat(40),
      message: 'Order DNSRecord www for team-alpha (#9)',
      date: '2026-01-01T10:00:00.000Z',
      url: 'https://github.example/commit/a',
      current: false,
    },
  ],
};

/** What changed since an earlier revision. */
export const exampleDiff = [
  '--- www.yaml',
  '+++ www.yaml',
  '@@ -6,7 +6,8 @@',
  '   annotations:',
  '     openportal.dev/requested-by: "user:default/developer"',
  ' spec:',
  '   name: www',
  '-  value: "192.0.2.1"',
  '+  value: "192.0.2.200"',
  '+  comment: "A long comment that does not fit into one line of a narrow screen and goes on below"',
  '   type: A',
  '   ttl: 300',
  '',
].join('\n');
