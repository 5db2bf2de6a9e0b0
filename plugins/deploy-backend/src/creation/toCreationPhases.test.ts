import { CreationPhase, HealthStatus } from '@openportal/plugin-deploy-common';
import { testImage } from '../__testUtils__/newOperation';
import { toDeployedVersion } from '../database/toOperationRecord';
import { CreationFacts } from './CreationFacts';
import { isComplete, toCreationPhases } from './toCreationPhases';

const READ = { readAt: '2026-06-01T12:00:00.000Z' };

function state(
  health: HealthStatus,
  changes: Partial<NonNullable<CreationFacts['state']>> = {},
): NonNullable<CreationFacts['state']> {
  return {
    entityRef: 'component:default/payments',
    environment: 'development',
    desired: toDeployedVersion(testImage(1)),
    observed: toDeployedVersion(testImage(1)),
    observedAt: READ.readAt,
    sync: 'synced',
    health,
    stale: false,
    sources: { desired: READ, observed: READ },
    links: [],
    ...changes,
  };
}

function phases(
  changes: Partial<CreationFacts> = {},
): Record<CreationPhase['id'], CreationPhase> {
  const list = toCreationPhases({
    entityRef: 'component:default/payments',
    name: 'payments',
    repository: { owner: 'acme', name: 'idp-payments' },
    repositoryPrefix: 'idp-',
    manifestPath: 'deploy',
    state: state('healthy'),
    pipeline: {
      value: {
        name: 'CI',
        state: 'succeeded',
        commit: 'a'.repeat(40),
        url: 'https://git.test/run/1',
      },
    },
    url: 'https://payments.example.com',
    reached: { kind: 'answered', status: 200 },
    ...changes,
  });
  expect(list.map(({ id }) => id)).toEqual([
    'scaffold',
    'build',
    'sync',
    'run',
    'reach',
  ]);
  return Object.fromEntries(list.map(phase => [phase.id, phase])) as Record<
    CreationPhase['id'],
    CreationPhase
  >;
}

describe('toCreationPhases', () => {
  it('is done when the application answers', () => {
    for (const phase of Object.values(phases())) {
      expect(phase).toMatchObject({ state: 'done' });
      expect(phase.fix).toBeUndefined();
    }
  });

  it('says that the pipeline failed, where, and what to do', () => {
    const { build } = phases({
      pipeline: {
        value: {
          name: 'CI',
          state: 'failed',
          commit: 'a'.repeat(40),
          failedStep: 'Test',
          url: 'https://git.test/run/1',
        },
      },
    });
    expect(build).toMatchObject({
      state: 'failed',
      message: "'CI' failed in the step 'Test'",
      url: 'https://git.test/run/1',
      fix: expect.stringContaining('Read the log'),
    });
  });

  it('takes no pipeline that cannot be asked for one that failed', () => {
    const unknown = { unknown: 'GitHub answers 502' };
    expect(phases({ pipeline: unknown }).build.state).toBe('done');
    expect(
      phases({
        pipeline: unknown,
        state: state('missing', { desired: undefined }),
      }).build,
    ).toMatchObject({ state: 'unknown', message: 'GitHub answers 502' });
  });

  it('waits for a first pipeline only where nothing runs yet', () => {
    const none = { value: undefined };
    expect(
      phases({ pipeline: none, state: state('missing') }).build.state,
    ).toBe('waiting');
    expect(phases({ pipeline: none }).build.state).toBe('done');
  });

  it('is complete without an address, and not before it runs', () => {
    const complete = (changes: Partial<CreationFacts>) =>
      isComplete(Object.values(phases(changes)));
    expect(complete({})).toBe(true);
    expect(complete({ url: undefined })).toBe(true);
    expect(complete({ reached: { kind: 'answered', status: 502 } })).toBe(
      false,
    );
    expect(complete({ url: undefined, state: state('progressing') })).toBe(
      false,
    );
  });

  it('says why a repository is not detected: its name, and its folder', () => {
    const named = phases({
      repository: { owner: 'acme', name: 'payments' },
      state: state('missing'),
    }).sync;
    expect(named.state).toBe('waiting');
    expect(named.fix).toContain("does not start with 'idp-'");
    const folder = phases({
      state: state('missing', { desired: undefined }),
    }).sync;
    expect(folder).toMatchObject({ state: 'failed' });
    expect(folder.message).toContain("'deploy/' has no manifest");
    expect(folder.fix).toContain(
      "starts with 'idp-' and it has the folder 'deploy/'",
    );
  });

  it('leads to where each phase is seen', () => {
    const url = (kind: 'argocd' | 'logs') => `https://${kind}.test/payments`;
    const links = (['logs', 'argocd'] as const).map(kind => ({
      title: kind,
      kind,
      url: url(kind),
    }));
    const all = phases({
      sourceUrl: 'https://git.test/acme/idp-payments',
      state: state('healthy', { links }),
    });
    expect(Object.values(all).map(phase => phase.url)).toEqual([
      'https://git.test/acme/idp-payments',
      'https://git.test/run/1',
      url('argocd'),
      url('logs'),
      'https://payments.example.com',
    ]);
    const written = {
      ...toDeployedVersion(testImage(1)),
      url: 'https://git.test/commit/1',
    };
    expect(
      phases({ state: state('missing', { desired: written }) }).sync.url,
    ).toBe('https://git.test/commit/1');
  });

  it('names the beginning of names that this portal has', () => {
    const { fix } = phases({
      repositoryPrefix: 'svc-',
      state: state('missing'),
    }).sync;
    expect(fix).toContain(
      "the name 'idp-payments' does not start with 'svc-': rename the repository",
    );
  });

  it.each([
    ['Back-off pulling image "x"', /^Image pull: /],
    ['OOMKilled', /^Limits: /],
    ['Readiness probe failed: 404', /^Readiness: /],
    ['It fails', /Image pull: .*Limits: .*Readiness: /],
  ])('says why pods do not start with %p', (message, fix) => {
    const { run, reach } = phases({
      state: state('degraded', { message }),
      reached: undefined,
    });
    expect(run).toMatchObject({
      state: 'failed',
      message: `The pods do not start: ${message}`,
      fix: expect.stringMatching(fix),
    });
    expect(reach.state).toBe('waiting');
  });

  it('tells a name that is not known yet from an application that does not answer', () => {
    expect(
      phases({
        reached: { kind: 'no-name', host: 'payments.example.com' },
      }).reach,
    ).toMatchObject({
      state: 'waiting',
      message: expect.stringContaining('DNS has not propagated'),
      fix: expect.stringContaining('1 to 2 minutes'),
    });
    expect(
      phases({ reached: { kind: 'no-answer', reason: 'refused' } }).reach.state,
    ).toBe('failed');
    expect(
      phases({ reached: { kind: 'answered', status: 502 } }).reach.state,
    ).toBe('failed');
    expect(
      phases({ reached: { kind: 'answered', status: 404 } }).reach.state,
    ).toBe('done');
    expect(phases({ url: undefined }).reach).toMatchObject({
      state: 'unknown',
    });
  });

  it('says which annotation is missing', () => {
    expect(phases({ repository: undefined }).scaffold.fix).toContain(
      'github.com/project-slug',
    );
    expect(phases({ state: undefined }).sync.fix).toContain(
      'openportal.dev/environments',
    );
  });
});
