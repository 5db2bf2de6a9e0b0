import {
  seedSmallWorld,
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

jest.setTimeout(60_000);

const place = { owner: 'sandbox', repo: 'service' };
const NONE = '0'.repeat(40);
const UPDATE = `mutation ($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`;

/** What tools that promote versions ask of GitHub. */
describe('refs, merges, dispatches, releases and deployments', () => {
  let test: TestGitHub;
  beforeAll(async () => {
    test = await startTestGitHub();
    await seedSmallWorld(test.github);
  });
  afterEach(() => test.assertClean());
  afterAll(() => test.close());

  async function head(branch = 'main') {
    return (await test.github.resolve('sandbox', 'service', branch)) ?? '';
  }

  it('moves a branch and makes an annotated tag together, or neither', async () => {
    const client = test.as('developer');
    const before = await head();
    await client.git.createRef({ ...place, ref: 'refs/heads/qa', sha: before });
    const after = await test.github.seedCommit({
      owner: 'sandbox',
      name: 'service',
      message: 'Work',
      author: 'developer',
      files: { 'work.txt': '1' },
    });
    const { data: tag } = await client.git.createTag({
      ...place,
      tag: 'one',
      message: 'The first\n\nKey: value',
      object: after,
      type: 'commit',
    });
    const { data: read } = await client.git.getTag({
      ...place,
      tag_sha: tag.sha,
    });
    expect(read).toMatchObject({
      tag: 'one',
      message: 'The first\n\nKey: value',
      object: { sha: after, type: 'commit' },
    });
    const { repository } = await client.graphql<{ repository: { id: string } }>(
      '{ repository(owner: "sandbox", name: "service") { id } }',
    );
    const update = (refUpdates: object[]) =>
      client.graphql(UPDATE, {
        input: { repositoryId: repository.id, refUpdates },
      });
    const tagUpdate = {
      name: 'refs/tags/one',
      beforeOid: NONE,
      afterOid: tag.sha,
    };

    await expect(
      update([
        tagUpdate,
        { name: 'refs/heads/qa', beforeOid: after, afterOid: after },
      ]),
    ).rejects.toMatchObject({ errors: [{ type: 'UNPROCESSABLE' }] });
    expect(await head('one')).toBe('');

    await update([
      tagUpdate,
      { name: 'refs/heads/qa', beforeOid: before, afterOid: after },
    ]);
    expect(await head('qa')).toBe(after);
    expect(await head('one')).toBe(after);
    await expect(update([tagUpdate])).rejects.toThrow('expected');
  });

  it('merges a branch, says when there is nothing to merge, and refuses a conflict', async () => {
    const client = test.as('developer');
    const seed = (branch: string, files: Record<string, string>) =>
      test.github.seedCommit({
        owner: 'sandbox',
        name: 'service',
        branch,
        message: `Work on ${branch}`,
        author: 'developer',
        files,
      });
    await seed('left', { 'left.txt': '1' });
    await seed('right', { 'right.txt': '1' });

    const merged = await client.repos.merge({
      ...place,
      base: 'left',
      head: 'right',
      commit_message: 'Join',
    });
    expect(merged.status).toBe(201);
    expect(merged.data.parents).toHaveLength(2);
    const again = await client.repos.merge({
      ...place,
      base: 'left',
      head: 'right',
    });
    expect(again.status).toBe(204);

    await seed('left', { 'same.txt': 'left' });
    await seed('right', { 'same.txt': 'right' });
    await expect(
      client.repos.merge({ ...place, base: 'left', head: 'right' }),
    ).rejects.toMatchObject({ status: 409 });
    await expect(
      client.repos.merge({ ...place, base: 'nowhere', head: 'right' }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('names runs as the workflow says, tells the failed step, and cancels', async () => {
    const client = test.as('developer');
    await test.github.seedCommit({
      owner: 'sandbox',
      name: 'service',
      message: 'Add workflows',
      author: 'developer',
      files: {
        '.github/workflows/deploy.yml':
          'name: Deploy\nrun-name: Deploy ${{ inputs.DEPLOY_ID }}\non:\n  workflow_dispatch:\n    inputs: { DEPLOY_ID: {} }\n',
        '.github/workflows/event.yml':
          'name: Event\nrun-name: Event ${{ github.event.client_payload.id }}\non: { repository_dispatch: { types: [deploy] } }\n',
      },
    });
    await client.actions.createWorkflowDispatch({
      ...place,
      workflow_id: 'deploy.yml',
      ref: 'main',
      inputs: { DEPLOY_ID: 'op-1' },
    });
    for (const event_type of ['deploy', 'other']) {
      await client.repos.createDispatchEvent({
        ...place,
        event_type,
        client_payload: { id: 'op-2' },
      });
    }
    const { data: runs } = await client.actions.listWorkflowRunsForRepo(place);
    expect(runs.workflow_runs.map(run => run.display_title)).toEqual([
      'Event op-2',
      'Deploy op-1',
    ]);

    const [event, deploy] = runs.workflow_runs;
    await test.github.updateActionsRun('sandbox', 'service', event.id, {
      status: 'completed',
      conclusion: 'failure',
      failedStep: 'Apply',
    });
    const { data: jobs } = await client.actions.listJobsForWorkflowRun({
      ...place,
      run_id: event.id,
    });
    expect(jobs.jobs[0].steps?.at(-1)).toMatchObject({
      name: 'Apply',
      conclusion: 'failure',
    });
    await client.actions.cancelWorkflowRun({ ...place, run_id: deploy.id });
    await expect(
      client.actions.cancelWorkflowRun({ ...place, run_id: deploy.id }),
    ).rejects.toMatchObject({ status: 409 });
    test.github.addActionsArtifact('sandbox', 'service', {
      name: 'image',
      runId: event.id,
      branch: 'main',
      sha: event.head_sha,
    });
    const { data: artifacts } = await client.actions.listArtifactsForRepo(
      place,
    );
    expect(artifacts.artifacts[0]).toMatchObject({
      name: 'image',
      workflow_run: { head_branch: 'main' },
    });
  });

  it('releases a tag, once', async () => {
    const client = test.as('developer');
    const release = { ...place, tag_name: 'v1', body: 'Notes' };
    await client.repos.createRelease(release);
    await expect(client.repos.createRelease(release)).rejects.toMatchObject({
      status: 422,
    });
    const { data } = await client.repos.getReleaseByTag({
      ...place,
      tag: 'v1',
    });
    expect(data).toMatchObject({ tag_name: 'v1', body: 'Notes' });
    expect(await head('v1')).toBe(await head());
    expect((await client.repos.listReleases(place)).data).toHaveLength(1);
  });

  it('ends earlier deployments of an environment, as far as they may end', async () => {
    const client = test.as('developer');
    const deploy = async (environment: string) => {
      const { data } = await client.repos.createDeployment({
        ...place,
        ref: 'main',
        environment,
        required_contexts: [],
      });
      const deployment_id = 'id' in data ? data.id : 0;
      await client.repos.createDeploymentStatus({
        ...place,
        deployment_id,
        state: 'success',
      });
      return deployment_id;
    };
    const statesOf = async (deployment_id: number) =>
      (
        await client.repos.listDeploymentStatuses({ ...place, deployment_id })
      ).data.map(({ state }) => state);
    const [qa] = [await deploy('qa'), await deploy('qa')];
    const [production] = [
      await deploy('production'),
      await deploy('production'),
    ];
    expect(await statesOf(qa)).toEqual(['inactive', 'success']);
    expect(await statesOf(production)).toEqual(['success']);
  });

  it('compares pages of commits, and knows histories that have nothing in common', async () => {
    const client = test.as('developer');
    const { data: tree } = await client.git.createTree({
      ...place,
      tree: [{ path: 'a', mode: '100644', type: 'blob', content: 'a' }],
    });
    const { data: orphan } = await client.git.createCommit({
      ...place,
      message: 'Nothing before',
      tree: tree.sha,
      parents: [],
    });
    await expect(
      client.repos.compareCommitsWithBasehead({
        ...place,
        basehead: `main...${orphan.sha}`,
      }),
    ).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('No common ancestor'),
    });
    const { data } = await client.repos.compareCommitsWithBasehead({
      ...place,
      basehead: 'qa...main',
      per_page: 1,
      page: 2,
    });
    expect(data.total_commits).toBeGreaterThan(0);
    expect(data.files).toEqual([]);
  });

  it('leads from the former name of a repository to its id', async () => {
    await test.github.createRepository({
      owner: 'sandbox',
      name: 'before',
      actor: 'developer',
    });
    const client = test.as('developer');
    await client.repos.update({
      owner: 'sandbox',
      repo: 'before',
      name: 'after',
    });

    const response = await fetch(
      `${test.github.apiUrl}/repos/sandbox/before/commits?per_page=1`,
      {
        redirect: 'manual',
        headers: { authorization: `token ${test.github.tokenOf('developer')}` },
      },
    );
    expect(response.status).toBe(301);
    expect(response.headers.get('location')).toMatch(
      /\/api\/v3\/repositories\/\d+\/commits\?per_page=1$/,
    );
    // The client follows by itself.
    const { data } = await client.repos.get({
      owner: 'sandbox',
      repo: 'before',
    });
    expect(data.full_name).toBe('sandbox/after');
    await expect(
      test.as('reader').repos.get({ owner: 'sandbox', repo: 'unknown' }),
    ).rejects.toMatchObject({ status: 404 });
  });
});
