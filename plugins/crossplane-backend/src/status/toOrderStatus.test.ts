import { OrderPullRequest } from '@openportal/plugin-crossplane-common';
import {
  composite,
  condition,
  decide,
  flux,
  git,
  known,
  managed,
  states,
  waitingGit,
} from '../__testUtils__/orderFacts';

describe('toOrderStatus', () => {
  it('is ready when the resource is', () => {
    const status = decide();
    expect(status.state).toBe('ready');
    expect(states(status)).toEqual(Array(5).fill('ready'));
    expect(status.layers[0].message).toContain('merged by team-lead');
    expect(status.composition).toMatchObject({
      name: 'dnsrecords',
      steps: [{ function: 'function-patch', healthy: true }],
    });
  });

  it('shows the cause at the bottom of nested resources', () => {
    const status = decide({
      resources: known([
        {
          ...managed,
          kind: 'Network',
          name: 'net',
          conditions: [
            condition('Synced', 'True'),
            condition('Ready', 'False'),
          ],
          children: [
            {
              ...managed,
              name: 'subnet',
              conditions: [condition('Synced', 'False', 'quota exceeded')],
            },
          ],
          omittedChildren: 3,
        },
      ]),
    });
    expect(status.failure).toMatchObject({
      category: 'provider',
      resource: { kind: 'Record', name: 'subnet' },
    });
    expect(status.layers[4].resources).toMatchObject([
      { kind: 'Network', omittedChildren: 3, children: [{ name: 'subnet' }] },
    ]);
  });

  it('tells who has to act on a pull request', () => {
    const reviews = { approvedBy: [], changesRequestedBy: [], required: true };
    const layer = (change: Partial<OrderPullRequest>) =>
      decide(waitingGit(change)).layers[0];
    expect(layer({ mergeable: 'blocked', reviews })).toMatchObject({
      state: 'waiting',
      message: expect.stringContaining('waits for approval'),
    });
    expect(layer({ mergeable: 'blocked', autoMerge: true })).toMatchObject({
      state: 'progressing',
    });
    expect(layer({ checks: [{ name: 'ci', state: 'pending' }] })).toMatchObject(
      { state: 'progressing', message: expect.stringContaining("'ci'") },
    );
    expect(
      layer({ reviews: { ...reviews, changesRequestedBy: ['sre'] } }),
    ).toMatchObject({ state: 'waiting', fix: expect.any(String) });
    expect(layer({ mergeable: 'draft' })).toMatchObject({ state: 'waiting' });
    expect(layer({ mergeable: 'yes' })).toMatchObject({ state: 'waiting' });
  });

  it('C8: is not ready by what Flux applied before the last change', () => {
    const behind = decide({ flux: flux({ containsOrder: false }) });
    expect(behind.layers[1]).toMatchObject({
      state: 'progressing',
      message: expect.stringContaining('has not applied the last change yet'),
    });
    const unsure = decide({ flux: flux({ containsOrder: undefined }) });
    expect(unsure.layers[1]).toMatchObject({
      state: 'ready',
      message: expect.stringContaining('could not be found out'),
    });
  });

  it('goes on when Flux fails on a later change of somebody else', () => {
    const status = decide({
      flux: flux({}, ['False', 'DNSRecord/team-beta/bad dry-run failed']),
    });
    expect(status.state).toBe('ready');
    expect(status.layers[1].message).toContain('by now');
  });

  it('says that drift is put back, and what is gone from git stays', () => {
    expect(decide({ drift: ['spec.ttl'] }).layers[1]).toMatchObject({
      state: 'progressing',
      message: expect.stringContaining('spec.ttl'),
    });
    const orphan = decide({ git: git({ operation: 'delete' }, false) });
    expect(orphan).toMatchObject({ orphaned: true, state: 'ready' });
    expect(orphan.layers[1].message).toContain('gone from git');
    const byHand = decide({ git: git(undefined, false) });
    expect(byHand.orphaned).toBe(false);
  });

  it('says what is going on before the resource is ready', () => {
    const merged = decide({
      composite: known(undefined),
      flux: flux({ containsOrder: false }),
    });
    expect(merged.state).toBe('progressing');
    expect(merged.layers[1].message).toMatch(/has not applied the order yet/);
    const slow = decide({
      composite: known({
        ...composite,
        conditions: [
          ...composite.conditions,
          condition('Responsive', 'False', 'too many watch events'),
        ],
      }),
    });
    expect(slow.layers[2]).toMatchObject({
      state: 'ready',
      message: expect.stringContaining('too many watch events'),
    });
  });

  it('names secrets and keys and nothing of their values', () => {
    const status = decide({
      composite: known({
        ...composite,
        connectionSecret: { name: 'www-conn', namespace: 'team-alpha' },
      }),
      connectionKeys: ['password'],
      resources: known([
        { apiVersion: 'v1', kind: 'Secret', name: 'made', note: 'never read' },
        managed,
      ]),
    });
    expect(status.connectionDetails).toEqual({
      secrets: [
        { name: 'www-conn', namespace: 'team-alpha' },
        { name: 'made', namespace: undefined },
      ],
      keys: ['password'],
    });
    // What is not read does not keep the order from being ready.
    expect(status.layers[4]).toMatchObject({ state: 'ready' });
  });

  it('keeps the other layers when sources fail', () => {
    const failed = { known: false as const, reason: 'cluster is down' };
    const status = decide({
      definition: failed,
      flux: failed,
      composite: failed,
      composition: failed,
      functions: failed,
      resources: failed,
      providers: failed,
    });
    expect(status.state).toBe('unknown');
    expect(states(status)).toEqual([
      'ready',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
    expect(status.layers[2].message).toContain('cluster is down');
  });
});
