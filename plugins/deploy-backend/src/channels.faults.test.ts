import { actionsRegistryServiceFactory } from '@backstage/backend-defaults/alpha';
import { mockCredentials } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import request from 'supertest';
import { testImage } from './__testUtils__/newOperation';
import {
  payments,
  startDeployBackend,
} from './__testUtils__/startDeployBackend';

jest.setTimeout(60_000);

const developer = 'user:default/developer';
const approver = 'user:default/approver';
const sre = 'user:default/sre';
const stranger = 'user:default/stranger';
const pipeline = 'external:pipeline';

// Who may do what where, as a policy by group says it.
const rights: Record<string, Record<string, string[]>> = {
  [developer]: {
    'deploy.promote': ['qa', 'staging'],
    'deploy.rollback': ['qa', 'staging'],
  },
  [approver]: {
    'deploy.promote': ['qa', 'staging', 'prod'],
    'deploy.rollback': ['qa', 'staging', 'prod'],
    'deploy.approve': ['prod'],
  },
  [sre]: {
    'deploy.promote': ['qa', 'staging', 'prod'],
    'deploy.rollback': ['qa', 'staging', 'prod'],
    'deploy.approve': ['prod'],
    'deploy.freeze.override': ['prod'],
  },
  [pipeline]: { 'deploy.promote': ['qa'] },
  [stranger]: {},
};

type Channel = 'ui' | 'api' | 'mcp';

/** An application for each request, so that none waits for another one. */
function application(index: number): Entity {
  return {
    ...payments,
    metadata: { ...payments.metadata, name: `app-${index}` },
  };
}

async function start() {
  const backend = await startDeployBackend({
    entities: Array.from({ length: 60 }, (_, index) => application(index)),
    features: [actionsRegistryServiceFactory],
    // What becomes of the operations is not the question here.
    deploy: { worker: { pollInterval: { hours: 1 } } },
    allow: ({ who, permission, resourceRef = '' }) =>
      ['deploy.read', 'catalog.entity.read'].includes(permission) ||
      (rights[who]?.[permission] ?? []).includes(resourceRef.split('#')[1]),
  });
  const { cluster, server } = backend;
  cluster.sync();
  const credentials = (who: string) =>
    who === pipeline
      ? mockCredentials.service.header({
          onBehalfOf: mockCredentials.service(pipeline),
          targetPluginId: 'deploy',
        })
      : mockCredentials.user.header(who);

  /** The same wish, by each channel. */
  async function ask(
    channel: Channel,
    who: string,
    wish: {
      index: number;
      kind: 'promote' | 'rollback';
      environment: string;
      body?: object;
    },
  ) {
    const { index, kind, environment } = wish;
    const body = {
      ...(kind === 'promote' ? { to: environment } : { environment }),
      ...(kind === 'rollback' && { reason: 'It leaks' }),
      ...wish.body,
    };
    const name = `app-${index}`;
    const url =
      channel === 'mcp'
        ? `/api/deploy/.backstage/actions/v1/actions/deploy:${kind}-deployment/invoke`
        : `/api/deploy/entities/component/default/${name}/${kind}`;
    return request(server)
      .post(url)
      .set('Authorization', credentials(who))
      .send(channel === 'mcp' ? { entity: name, ...body } : body);
  }
  return { ...backend, ask, credentials };
}

describe('C18: the same permission in every channel', () => {
  it('asks user × channel × environment × action, denies what the policy denies, and audits each denial', async () => {
    const { ask, audit, git } = await start();
    const cases = [developer, approver, sre, stranger, pipeline].flatMap(who =>
      (who === pipeline
        ? (['api', 'mcp'] as const)
        : (['ui', 'mcp'] as const)
      ).flatMap(channel =>
        ['qa', 'staging', 'prod'].flatMap(environment =>
          (['promote', 'rollback'] as const).map(kind => ({
            who,
            channel,
            environment,
            kind,
          })),
        ),
      ),
    );
    for (const [
      index,
      { who, channel, environment, kind },
    ] of cases.entries()) {
      const allowed = (rights[who][`deploy.${kind}`] ?? []).includes(
        environment,
      );
      const response = await ask(channel, who, { index, kind, environment });
      const label = `${who} ${channel} ${kind} ${environment}: ${JSON.stringify(
        response.body,
      )}`;
      expect([label, response.status === 403]).toEqual([label, !allowed]);
      expect(audit.at(-1)).toMatchObject({
        eventId: kind,
        meta: {
          environment,
          channel,
          requestedBy: who,
          entityRef: `component:default/app-${index}`,
        },
        ...(!allowed && { outcome: 'fail' }),
      });
      const refusal = `it needs the permission 'deploy.${kind}' there. Who can clear it:`;
      expect(JSON.stringify(response.body).includes(refusal)).toBe(!allowed);
    }
    expect(audit).toHaveLength(cases.length);
    // Nothing that was denied left anything behind.
    const denied = audit.filter(({ outcome }) => outcome === 'fail');
    expect(denied.length).toBeGreaterThan(20);
    expect(
      git.commits.some(
        commit => commit.path === 'deploy' && commit.operationId,
      ),
    ).toBe(false);
  });

  it('names gate, reason and who can clear it in a refusal over MCP', async () => {
    const { ask, cluster, server, credentials, registry } = await start();
    const unhealthy = { index: 1, kind: 'promote', environment: 'qa' } as const;
    cluster.sync('degraded', 'CrashLoopBackOff');
    registry.missing.add(testImage(2));
    const refused = await ask('mcp', sre, unhealthy);
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({
      code: 'gate-failed',
      message: expect.stringMatching(
        /Healthy source: .*CrashLoopBackOff.*Who can clear it: .*In the registry: .*Who can clear it: A build of that version/,
      ),
    });
    const breakGlass = { reason: 'Urgent' };
    const unknownKey = await ask('mcp', developer, {
      ...unhealthy,
      body: { breakGlass },
    });
    // No way around the glass by this channel: what it does not offer, it does not take.
    expect(unknownKey.body.result).toBeUndefined();

    const invoke = async (name: string, who: string, input: object) =>
      request(server)
        .post(`/api/deploy/.backstage/actions/v1/actions/deploy:${name}/invoke`)
        .set('Authorization', credentials(who))
        .send(input);
    const view = await invoke('get-deployment', stranger, {
      entity: 'component:default/app-1',
    });
    expect(view.status).toBe(200);
    expect(view.body.output.environments[0]).toMatchObject({
      environment: 'development',
      promotion: {
        to: 'qa',
        allowed: false,
        obstacles: expect.arrayContaining([
          expect.objectContaining({
            gate: 'permission',
            status: 'fail',
            clearedBy: expect.any(String),
          }),
        ]),
      },
    });
    const missing = await invoke('get-deployment', sre, { entity: 'nothing' });
    expect(missing.status).toBe(404);
    const diff = await invoke('diff-environments', sre, {
      entity: 'app-1',
      from: 'dev',
      to: 'prod',
    });
    expect(diff.status).toBe(200);
    expect(diff.body.output).toMatchObject({
      from: { environment: 'development' },
      to: { environment: 'prod' },
    });
    const listed = await invoke('list-deployments', sre, { limit: 5 });
    expect(listed.status).toBe(200);
    expect(listed.body.output).toMatchObject({ items: expect.any(Array) });
  });

  it('tells a model which actions only look', async () => {
    const { server } = await start();
    const { body } = await request(server)
      .get('/api/deploy/.backstage/actions/v1/actions')
      .set('Authorization', mockCredentials.service.header());
    expect(
      Object.fromEntries(
        body.actions.map(
          (action: { name: string; attributes: { readOnly: boolean } }) => [
            action.name,
            action.attributes,
          ],
        ),
      ),
    ).toEqual({
      'list-deployments': {
        readOnly: true,
        destructive: false,
        idempotent: true,
      },
      'get-deployment': {
        readOnly: true,
        destructive: false,
        idempotent: true,
      },
      'diff-environments': {
        readOnly: true,
        destructive: false,
        idempotent: true,
      },
      'promote-deployment': {
        readOnly: false,
        destructive: true,
        idempotent: false,
      },
      'rollback-deployment': {
        readOnly: false,
        destructive: true,
        idempotent: false,
      },
    });
  });

  it('keeps one intent for one key, whichever channel repeats it', async () => {
    const { ask } = await start();
    const wish = {
      index: 3,
      kind: 'promote',
      environment: 'prod',
      body: { idempotencyKey: 'from-anywhere' },
    } as const;
    const first = await ask('ui', sre, { ...wish, environment: 'qa' });
    const second = await ask('mcp', sre, { ...wish, environment: 'qa' });
    expect(first.body.result).toBe('accepted');
    expect(second.body.output).toMatchObject({
      result: 'existing',
      operation: { id: first.body.operation.id },
    });
  });
});
