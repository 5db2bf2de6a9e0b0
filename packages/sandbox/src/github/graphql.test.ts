import {
  seedSmallWorld,
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

const COMMIT = `mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url } ref { name target { oid } } }
}`;

const CATALOG = `query repositories($org: String!, $catalogPathRef: String!, $cursor: String, $repositoriesPageSize: Int!) {
  repositoryOwner(login: $org) {
    login
    repositories(first: $repositoriesPageSize, after: $cursor) {
      nodes {
        name
        catalogInfoFile: object(expression: $catalogPathRef) { __typename ... on Blob { id text } }
        url isArchived isFork visibility
        repositoryTopics(first: 100) { nodes { ... on RepositoryTopic { topic { name } } } }
        defaultBranchRef { name }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

describe('GraphQL', () => {
  let test: TestGitHub;

  beforeAll(async () => {
    test = await startTestGitHub();
    await seedSmallWorld(test.github);
  });
  afterAll(() => test.close());
  afterEach(() => test.assertClean());

  it('answers what the catalog asks', async () => {
    await test.github.seedCommit({
      owner: 'sandbox',
      name: 'service',
      message: 'Describe',
      author: 'developer',
      files: { 'catalog-info.yaml': 'kind: Component\n' },
    });
    await test.github.createRepository({
      owner: 'sandbox',
      name: 'bare',
      topics: ['one'],
      actor: 'developer',
    });
    const ask = (cursor: string | null) =>
      test.as('openportal[bot]').graphql<{
        repositoryOwner: {
          repositories: {
            nodes: Array<Record<string, unknown>>;
            pageInfo: { hasNextPage: boolean; endCursor: string };
          };
        };
      }>(CATALOG, {
        org: 'sandbox',
        catalogPathRef: 'HEAD:catalog-info.yaml',
        repositoriesPageSize: 1,
        cursor,
      });
    const first = (await ask(null)).repositoryOwner.repositories;
    expect(first.nodes).toMatchObject([
      {
        name: 'bare',
        catalogInfoFile: null,
        defaultBranchRef: null,
        visibility: 'PUBLIC',
        repositoryTopics: { nodes: [{ topic: { name: 'one' } }] },
      },
    ]);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = (await ask(first.pageInfo.endCursor)).repositoryOwner
      .repositories;
    expect(second.nodes).toMatchObject([
      {
        name: 'service',
        url: `${test.github.url}/sandbox/service`,
        catalogInfoFile: { __typename: 'Blob', text: 'kind: Component\n' },
        defaultBranchRef: { name: 'main' },
      },
    ]);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  it('answers who is who', async () => {
    const data = await test.as('developer').graphql(
      `{ viewer { login } organization(login: "sandbox") {
        membersWithRole(first: 10) { nodes { login } }
        teams(first: 10) { nodes { slug combinedSlug parentTeam { slug } members(first: 5, membership: IMMEDIATE) { nodes { login organizationVerifiedDomainEmails(login: "sandbox") } } } } } }`,
    );
    expect(data).toMatchObject({
      viewer: { login: 'developer' },
      organization: {
        teams: {
          nodes: [
            {
              slug: 'team-alpha',
              members: {
                nodes: [{ login: 'developer' }, { login: 'approver' }],
              },
            },
          ],
        },
      },
    });
  });

  it('commits several files at once, on what the caller has seen', async () => {
    const client = test.as('developer');
    const expectedHeadOid = await test.github.resolve(
      'sandbox',
      'service',
      'main',
    );
    const input = {
      branch: {
        repositoryNameWithOwner: 'sandbox/service',
        branchName: 'main',
      },
      message: { headline: 'Two files', body: 'and one less' },
      expectedHeadOid,
      fileChanges: {
        additions: [
          { path: 'x/one', contents: Buffer.from('1').toString('base64') },
          { path: 'x/two', contents: Buffer.from('2').toString('base64') },
        ],
        deletions: [{ path: 'README.md' }],
      },
    };
    const results = await Promise.allSettled([
      client.graphql(COMMIT, { input }),
      client.graphql(COMMIT, { input }),
    ]);
    const lost = results.filter(it => it.status === 'rejected');
    expect(lost).toHaveLength(1);
    expect(lost[0].reason.errors[0]).toMatchObject({
      type: 'STALE_DATA',
      message: expect.stringContaining('Expected branch to point to'),
    });
    const { github } = test;
    expect(await github.readFile('sandbox', 'service', 'main', 'x/two')).toBe(
      '2',
    );
    expect(
      await github.readFile('sandbox', 'service', 'main', 'README.md'),
    ).toBeUndefined();
  });

  it('refuses readers, strangers and things that are not there', async () => {
    const input = {
      branch: {
        repositoryNameWithOwner: 'sandbox/service',
        branchName: 'main',
      },
      message: { headline: 'No' },
      expectedHeadOid: '0'.repeat(40),
    };
    await expect(
      test.as('reader').graphql(COMMIT, { input }),
    ).rejects.toMatchObject({ errors: [{ type: 'FORBIDDEN' }] });
    await expect(
      test.octokit(undefined).graphql('{ viewer { login } }'),
    ).rejects.toMatchObject({ status: 401 });
    await expect(
      test
        .as('developer')
        .graphql('{ repository(owner: "sandbox", name: "none") { name } }'),
    ).rejects.toMatchObject({ errors: [{ type: 'NOT_FOUND' }] });
  });
});
