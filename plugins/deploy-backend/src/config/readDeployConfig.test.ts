import { ConfigReader } from '@backstage/config';
import { readDeployConfig } from './readDeployConfig';

function read(deploy: object) {
  return readDeployConfig(new ConfigReader({ deploy }));
}

describe('readDeployConfig', () => {
  it('has defaults with a protected prod', () => {
    const config = readDeployConfig(new ConfigReader({}));
    expect(config.environments.map(({ name }) => name)).toEqual([
      'development',
      'qa',
      'staging',
      'prod',
    ]);
    expect(config.environments[3].protection).toEqual({
      mode: 'pull-request',
      approvals: 1,
      excludeRequester: true,
      rollback: 'same',
      mergeWhenApproved: true,
    });
    expect(config.timeoutMs).toBe(900_000);
    expect(config.repositoryPrefix).toBe('idp-');
  });

  it('takes the beginning of the names of repositories from what creates them', () => {
    expect(
      readDeployConfig(
        new ConfigReader({ idp: { repositories: { prefix: 'svc-' } } }),
      ).repositoryPrefix,
    ).toBe('svc-');
  });

  it('knows which repositories entities from elsewhere may name', () => {
    expect(read({}).trustedRepositories).toEqual([]);
    expect(
      read({ trustedRepositories: ['acme/gitops'] }).trustedRepositories,
    ).toEqual(['acme/gitops']);
    const folder = 'acme/gitops/teams/{namespace}/{name}';
    expect(read({ trustedRepositories: [folder] }).trustedRepositories).toEqual(
      [folder],
    );
    for (const wrong of ['acme/gitops/apps', 'acme/gitops/{team}/{name}']) {
      expect(() => read({ trustedRepositories: [wrong] })).toThrow(
        `deploy.trustedRepositories names '${wrong}'`,
      );
    }
    expect(() => read({ trustedRepositories: ['gitops'] })).toThrow(
      "deploy.trustedRepositories names 'gitops': write it as owner/name",
    );
  });

  it('reads everything that is written', () => {
    const config = read({
      environments: [
        {
          name: 'lab',
          aliases: ['l'],
          soak: 'PT5M',
          manifestPath: 'k8s/{env}',
        },
        { name: 'live', protection: { mode: 'pull-request', approvals: 2 } },
      ],
      defaults: { strategy: 'manifest', observer: 'argocd' },
      freezes: [
        {
          environments: ['live'],
          start: '2026-12-24T18:00',
          end: '2026-12-27T08:00',
          timeZone: 'Europe/Berlin',
        },
      ],
      timeout: { minutes: 20 },
      worker: { concurrency: 2, pollInterval: '500ms' },
    });
    expect(config.environments[0]).toMatchObject({
      soakSeconds: 300,
      protection: { mode: 'none', approvals: 0 },
    });
    expect(config.environments[1].protection).toMatchObject({
      approvals: 2,
      excludeRequester: true,
    });
    const [freeze] = config.freezes;
    expect(freeze.includeRollbacks).toBe(false);
    expect(freeze.periods(new Date(0), new Date('2027-01-01'))).toEqual([
      {
        startsAt: new Date('2026-12-24T17:00:00Z'),
        endsAt: new Date('2026-12-27T07:00:00Z'),
      },
    ]);
    expect(config.timeoutMs).toBe(1_200_000);
    expect(config.worker).toMatchObject({
      concurrency: 2,
      pollIntervalMs: 500,
    });
  });

  it.each([
    [{ environments: [] }, 'deploy.environments is empty'],
    [
      { environments: [{ name: 'qa' }, { name: 'test', aliases: ['qa'] }] },
      "deploy.environments[1] uses the name or alias 'qa', which deploy.environments[0] uses already",
    ],
    [
      {
        environments: [
          { name: 'qa', protection: { mode: 'approvals', approvals: 0 } },
        ],
      },
      'deploy.environments[0].protection.approvals is 0',
    ],
    [
      {
        environments: [
          {
            name: 'qa',
            protection: { mode: 'approvals', mergeWhenApproved: true },
          },
        ],
      },
      'deploy.environments[0].protection.mergeWhenApproved is about pull requests',
    ],
    [
      { environments: [{ name: 'qa', url: 'https://{nam}.example.com' }] },
      "deploy.environments[0].url is 'https://{nam}.example.com', where '{nam}' stands for nothing",
    ],
    [
      { environments: [{ name: 'qa', url: 'ftp://files.example.com' }] },
      "deploy.environments[0].url is 'ftp://files.example.com'",
    ],
    [
      { environments: [{ name: 'qa', namespace: '{cluster}' }] },
      "deploy.environments[0].namespace is '{cluster}'",
    ],
    [
      { environments: [{ name: 'qa', soak: { minutes: 0 } }] },
      'deploy.environments[0].soak must be longer than nothing',
    ],
    [{ environments: [{ name: 'QA' }] }, "name or alias 'QA'"],
    [
      { environments: [{ name: 'qa', protection: { mode: 'strict' } }] },
      "deploy.environments[0].protection.mode is 'strict'",
    ],
    [
      { environments: [{ name: 'qa', protection: { approvals: 2 } }] },
      "but mode is 'none'",
    ],
    [
      { environments: [{ name: 'qa', manifestPath: '../x' }] },
      "deploy.environments[0].manifestPath is '../x'",
    ],
    [
      { freezes: [{ start: 'soon', end: 'later' }] },
      "deploy.freezes[0].start is 'soon'",
    ],
    [
      {
        freezes: [
          { start: '2026-01-02', end: '2026-01-03', environments: ['moon'] },
        ],
      },
      "names 'moon'",
    ],
    [{ worker: { concurrency: 0 } }, 'deploy.worker.concurrency'],
  ])('F11: names the key of a mistake: %j', (deploy, message) => {
    expect(() => read(deploy)).toThrow(message);
  });
});
