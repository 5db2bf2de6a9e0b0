import fc from 'fast-check';
import { WEBHOOK_SOURCES } from '../WebhookSource';
import { readMessage } from './readMessage';

const repository = { name: 'idp-Payments', owner: { login: 'Acme' } };
const commit = (
  files: Partial<Record<'added' | 'removed' | 'modified', string[]>>,
) => ({
  added: [],
  removed: [],
  modified: [],
  ...files,
});

describe('readMessage of GitHub', () => {
  it('narrows a push to its branch and files', () => {
    const push = {
      repository,
      ref: 'refs/heads/release/1',
      commits: [
        commit({ modified: ['deploy/deployment.yaml'] }),
        commit({ added: ['README.md'], modified: ['deploy/deployment.yaml'] }),
      ],
    };
    expect(readMessage('github', 'push', push)).toEqual({
      kind: 'hints',
      about: 'acme/idp-payments',
      refresh: true,
      hints: [
        {
          repository: { owner: 'Acme', name: 'idp-Payments' },
          branch: 'release/1',
          paths: ['deploy/deployment.yaml', 'README.md'],
        },
      ],
    });
  });

  it.each([
    ['forced', { forced: true }],
    ['deleted', { deleted: true }],
    ['without commits', { commits: [] }],
    ['without files', { commits: [{ id: 'abc' }] }],
    [
      'with more commits than are listed',
      { commits: Array(2048).fill(commit({})) },
    ],
  ])('does not narrow a push that is %s', (_name, extra) => {
    expect(
      readMessage('github', 'push', {
        repository,
        ref: 'refs/heads/main',
        commits: [commit({ modified: ['a'] })],
        ...extra,
      }),
    ).toMatchObject({ hints: [{ branch: 'main', paths: undefined }] });
  });

  it.each([
    ['pull_request', false],
    ['pull_request_review', false],
    ['workflow_run', false],
    ['check_run', false],
    ['check_suite', false],
    ['status', false],
    ['deployment_status', true],
  ])('looks after %s', (event, refresh) => {
    expect(
      readMessage('github', event, { repository, action: 'opened' }),
    ).toEqual({
      kind: 'hints',
      about: 'acme/idp-payments',
      refresh,
      hints: [{ repository: { owner: 'Acme', name: 'idp-Payments' } }],
    });
  });

  it.each([
    ['ping', { zen: 'Keep it logically awesome.' }],
    ['issues', { repository }],
    ['', {}],
    ['push', { repository, ref: 'refs/tags/v1', commits: [] }],
  ])('D7: ignores %s', (event, body) => {
    expect(readMessage('github', event, body).kind).toBe('ignored');
  });

  it('D12: takes no name that is not one', () => {
    for (const name of ['../x', 'a/b', '', 'x\ny', 'a'.repeat(101), null]) {
      expect(
        readMessage('github', 'push', {
          repository: { ...repository, name },
          ref: 'refs/heads/main',
        }),
      ).toMatchObject({ kind: 'invalid' });
    }
  });
});

describe('readMessage of the others', () => {
  it('looks at an Argo CD Application', () => {
    expect(
      readMessage('argocd', '', { application: 'idp-payments-qa', x: 1 }),
    ).toEqual({
      kind: 'hints',
      about: 'idp-payments-qa',
      refresh: true,
      hints: [{ argocdApplication: 'idp-payments-qa' }],
    });
    expect(readMessage('argocd', '', { application: '../x' })).toEqual({
      kind: 'invalid',
      problem: expect.stringContaining('application: '),
    });
  });

  it('looks at what Flux applies, and not at its sources', () => {
    const event = (kind: string) => ({
      involvedObject: { kind, namespace: 'flux-system', name: 'payments' },
      severity: 'info',
      reason: 'ReconciliationSucceeded',
      timestamp: '2026-11-21T10:00:00Z',
    });
    for (const kind of ['Kustomization', 'HelmRelease']) {
      expect(readMessage('flux', '', event(kind))).toMatchObject({
        kind: 'hints',
        about: `${kind}/flux-system/payments`,
        hints: [{ flux: { kind, namespace: 'flux-system', name: 'payments' } }],
      });
    }
    expect(readMessage('flux', '', event('GitRepository')).kind).toBe(
      'ignored',
    );
  });

  it('looks after a CI has pushed an image, or says that it is done', () => {
    expect(
      readMessage('ci', '', {
        event: 'artifact.available',
        image: 'ghcr.io/acme/payments:v1',
      }),
    ).toMatchObject({
      kind: 'hints',
      hints: [{ imageRepository: 'ghcr.io/acme/payments' }],
    });
    const completion = {
      event: 'deploy.completed',
      operationId: '0b7c9a30-5a5e-4b0e-9a8e-6f3f8f0d1c2b',
      token: '1.abc',
      status: 'succeeded',
    };
    expect(readMessage('ci', '', completion)).toMatchObject({
      kind: 'completion',
      completion: { operationId: completion.operationId },
    });
    for (const bad of [
      { event: 'other' },
      { event: 'artifact.available', image: 'Not An Image' },
      { ...completion, operationId: "1' OR 1=1" },
      { ...completion, token: 'a b' },
    ]) {
      expect(readMessage('ci', '', bad).kind).toBe('invalid');
    }
  });

  it('D7: throws at nothing, and quotes nothing', () => {
    const events = ['push', 'pull_request', 'ping', 'x'];
    fc.assert(
      fc.property(
        fc.constantFrom(...WEBHOOK_SOURCES),
        fc.constantFrom(...events),
        fc.oneof(
          fc.jsonValue(),
          fc.record({
            repository: fc.jsonValue(),
            ref: fc.jsonValue(),
            commits: fc.jsonValue(),
            application: fc.jsonValue(),
            involvedObject: fc.jsonValue(),
          }),
        ),
        (source, event, body) => {
          const message = readMessage(source, event, body);
          expect(['hints', 'completion', 'ignored', 'invalid']).toContain(
            message.kind,
          );
        },
      ),
    );
    const message = readMessage('ci', '', {
      event: 'deploy.completed',
      token: 'canary token',
    });
    expect(JSON.stringify(message)).not.toContain('canary');
  });
});
