import { ConfigReader } from '@backstage/config';
import { releaseRepository } from './artifacts/ReleaseDefinition';
import { readJobs, readReleases } from './readConfig';

const config = (github: object) =>
  new ConfigReader({ deploy: { github: JSON.parse(JSON.stringify(github)) } });

describe('readConfig', () => {
  it('reads jobs with their defaults, and refuses unclear ones by their place', () => {
    expect(
      readJobs(
        config({
          jobs: [
            { name: 'a', workflow: 'a.yml', repository: 'acme/jobs' },
            {
              name: 'b',
              workflow: 'b.yaml',
              event: 'repository_dispatch',
              inputs: { operation: 'id', kind: 'kind' },
            },
          ],
        }),
      ),
    ).toEqual([
      expect.objectContaining({
        event: 'workflow_dispatch',
        repository: { owner: 'acme', name: 'jobs', host: undefined },
        inputs: {
          operation: 'DEPLOY_ID',
          image: 'image',
          environment: 'environment',
        },
      }),
      expect.objectContaining({
        eventType: 'deploy',
        inputs: expect.objectContaining({ operation: 'id', kind: 'kind' }),
      }),
    ]);
    const job = { name: 'a', workflow: 'a.yml' };
    expect(() => readJobs(config({ jobs: [job, job] }))).toThrow("'a' twice");
    expect(() =>
      readJobs(config({ jobs: [{ ...job, workflow: '../a.yml' }] })),
    ).toThrow("deploy.github.jobs[0].workflow is '../a.yml'");
    expect(() =>
      readJobs(config({ jobs: [{ ...job, event: 'push' }] })),
    ).toThrow('workflow_dispatch, repository_dispatch');
    expect(readJobs(new ConfigReader({}))).toEqual([]);
  });

  it('finds the repository of an image by its place or by a star', () => {
    const definitions = readReleases(
      config({
        releases: [
          { image: 'ghcr.io/acme/special', repository: 'other/place' },
          { image: 'ghcr.io/acme/*', repository: 'acme/idp-*' },
        ],
      }),
      'releases',
    );
    const find = (image: string) => releaseRepository(definitions, image);
    expect(find('ghcr.io/acme/special')).toMatchObject({ owner: 'other' });
    expect(find('ghcr.io/acme/orders')).toMatchObject({
      owner: 'acme',
      name: 'idp-orders',
    });
    expect(find('ghcr.io/acme/a/b')).toBeUndefined();
    expect(find('ghcr.io/elsewhere/a')).toBeUndefined();
    expect(() =>
      readReleases(
        config({ runArtifacts: [{ image: 'a/*', repository: 'acme/b' }] }),
        'runArtifacts',
      ),
    ).toThrow("both end with '*'");
  });
});
