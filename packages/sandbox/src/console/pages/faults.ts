import { z } from 'zod';
import type { ConsoleContext, ConsoleSection } from '../ConsolePage';
import type { FaultAction, FaultRule } from '../../core';
import { html, type Html } from '../html';
import { table } from '../layout';

const kinds = [
  'status',
  'hang',
  'reset',
  'commit-then-drop',
  'commit-then-hang',
  'delay',
] as const;

const optionalNumber = z
  .string()
  .optional()
  .transform(value => (value ? Number(value) : undefined))
  .pipe(z.number().int().positive().optional());

const form = z.object({
  service: z.string().min(1),
  method: z.enum(['', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z.string().min(1).max(500),
  nth: optionalNumber,
  times: optionalNumber,
  kind: z.enum(kinds),
  status: optionalNumber.pipe(z.number().min(400).max(599).optional()),
  retryAfter: optionalNumber.pipe(z.number().max(86_400).optional()),
  milliseconds: optionalNumber.pipe(z.number().max(600_000).optional()),
});

/** Switches that break a service on purpose, to see what the portal does then. */
export const faultsSection: ConsoleSection = {
  path: '/faults',
  title: 'Faults',
  register(pages, context) {
    const { faults } = context;

    pages.show('/faults', async () => ({
      title: 'Faults',
      body: html`
        <p>
          A fault makes a service misbehave on requests that match. The console
          is a client of the same services, so it can be hit too.
        </p>
        ${table({
          caption: 'Active faults',
          columns: ['Service', 'Requests', 'From', 'Times', 'Does', 'Hits'],
          rows: faults
            .list()
            .map(({ rule, hits }) => [
              rule.service,
              `${rule.method ?? 'any'} ${rule.path}`,
              String(rule.nth ?? 1),
              rule.times === undefined ? 'always' : String(rule.times),
              describe(rule.action),
              String(hits),
            ]),
          empty: 'Everything works.',
        })}
        <form method="post" action="/faults/clear">
          <button>Clear all faults</button>
        </form>
        <h2>Add a fault</h2>
        ${addForm(context)}
      `,
    }));

    pages.act('/faults/clear', async () => {
      faults.clear();
      return { returnTo: '/faults', done: 'All faults are cleared.' };
    });

    pages.act('/faults', async request => {
      faults.add(toRule(form.parse(request.body)));
      return { returnTo: '/faults', done: 'The fault is active.' };
    });
  },
};

function toRule(input: z.infer<typeof form>): FaultRule {
  return {
    service: input.service,
    method: input.method || undefined,
    path: input.path,
    nth: input.nth,
    times: input.times,
    action: toAction(input),
  };
}

function toAction(input: z.infer<typeof form>): FaultAction {
  switch (input.kind) {
    case 'status':
      return {
        kind: 'status',
        status: input.status ?? 500,
        headers:
          input.retryAfter === undefined
            ? undefined
            : { 'Retry-After': String(input.retryAfter) },
      };
    case 'delay':
      return { kind: 'delay', milliseconds: input.milliseconds ?? 1000 };
    default:
      return { kind: input.kind };
  }
}

function describe(action: FaultAction): string {
  switch (action.kind) {
    case 'status':
      return `answers ${action.status}`;
    case 'delay':
      return `waits ${action.milliseconds} ms`;
    case 'hold':
      return 'waits until it is let go';
    case 'hang':
      return 'never answers';
    case 'reset':
      return 'resets the connection';
    case 'commit-then-hang':
      return 'does the work and never answers';
    default:
      return 'does the work and drops the answer';
  }
}

function addForm({ endpoints }: ConsoleContext): Html {
  const services = [
    'github',
    ...endpoints.clusters.map(cluster => `kubernetes:${cluster.name}`),
    'registry',
  ];
  const option = (value: string, text = value) =>
    html`<option value="${value}">${text}</option>`;
  return html`<form method="post" action="/faults">
    <label
      >Service
      <select name="service">
        ${services.map(service => option(service))}
      </select></label
    >
    <label
      >Method
      <select name="method">
        ${option('', 'any')}
        ${['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map(name => option(name))}
      </select></label
    >
    <label
      >Path, * for anything
      <input name="path" value="*" required maxlength="500"
    /></label>
    <label
      >From the Nth match
      <input name="nth" type="number" min="1" placeholder="1"
    /></label>
    <label
      >Times <input name="times" type="number" min="1" placeholder="always"
    /></label>
    <label
      >Does
      <select name="kind">
        ${option('status', 'answers with a status')}
        ${option('hang', 'never answers')}
        ${option('reset', 'resets the connection')}
        ${option('commit-then-drop', 'does the work and drops the answer')}
        ${option('commit-then-hang', 'does the work and never answers')}
        ${option('delay', 'waits')}
      </select></label
    >
    <label
      >Status
      <input name="status" type="number" min="400" max="599" placeholder="500"
    /></label>
    <label
      >Retry-After, in seconds
      <input name="retryAfter" type="number" min="1" max="86400"
    /></label>
    <label
      >Milliseconds
      <input name="milliseconds" type="number" min="1" placeholder="1000"
    /></label>
    <button>Add fault</button>
  </form>`;
}
