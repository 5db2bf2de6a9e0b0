import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { createSource } from '../__testUtils__/createSource';
import { image, serve } from '../__testUtils__/serve';
import { parseEcrHost } from '../parseEcrHost';

jest.setTimeout(60_000);

const built = image({
  created: '2026-03-01T10:00:00Z',
  labels: { 'org.opencontainers.image.revision': 'f'.repeat(40) },
});

type Answers = Record<string, (body: Record<string, unknown>) => unknown>;

/** AWS's JSON protocol: the action is in a header. An answer with `__type` is an error. */
async function serveAws(answers: Answers) {
  const calls: { action: string; body: Record<string, unknown> }[] = [];
  const authorizations: string[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) {
      text += chunk;
    }
    const action = String(request.headers['x-amz-target']).split('.')[1];
    const body = JSON.parse(text || '{}');
    calls.push({ action, body });
    authorizations.push(request.headers.authorization ?? '');
    const answer = answers[action]?.(body) ?? { __type: 'ServerException' };
    const failed = typeof answer === 'object' && answer && '__type' in answer;
    response.writeHead(failed ? 400 : 200, {
      'content-type': 'application/x-amz-json-1.1',
    });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    authorizations,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

const password = Buffer.from('AWS:a token of AWS').toString('base64');

async function world(more: Answers = {}, options: { expires?: number } = {}) {
  const aws = await serveAws({
    GetAuthorizationToken: () => ({
      authorizationData: [
        {
          authorizationToken: password,
          expiresAt: (Date.now() + (options.expires ?? 12 * 3_600_000)) / 1000,
        },
      ],
    }),
    ...more,
  });
  const registry = await serve(request => {
    if (request.headers.authorization !== `Basic ${password}`) {
      return {
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="ecr"' },
      };
    }
    const answers: Record<string, string> = {
      '/v2/acme/orders/manifests/v1': built.manifest,
      [`/v2/acme/orders/manifests/${built.digest}`]: built.manifest,
      [`/v2/acme/orders/blobs/${built.configDigest}`]: built.config,
    };
    const body = answers[request.url ?? ''];
    return body ? { body } : { status: 404 };
  });
  const source = createSource(
    {
      host: registry.host,
      insecure: true,
      authentication: 'ecr',
      ecr: {
        accountId: '123456789012',
        region: 'eu-central-1',
        endpoint: aws.endpoint,
      },
    },
    {
      aws: {
        accounts: [
          {
            accountId: '123456789012',
            accessKeyId: 'test-key',
            secretAccessKey: 'canary',
          },
        ],
      },
    },
  );
  return {
    aws,
    source,
    repository: `${registry.host}/acme/orders`,
    close: async () => {
      await aws.close();
      await registry.close();
    },
  };
}

describe('Amazon ECR', () => {
  it('knows its registries by their names', () => {
    expect(
      parseEcrHost('123456789012.dkr.ecr.eu-west-1.amazonaws.com'),
    ).toEqual({ accountId: '123456789012', region: 'eu-west-1' });
    expect(
      parseEcrHost('123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com'),
    ).toMatchObject({ region: 'us-gov-west-1' });
    expect(
      parseEcrHost('123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn'),
    ).toMatchObject({ region: 'cn-north-1' });
    expect(parseEcrHost('123456789012.dkr-ecr.eu-west-1.on.aws')).toMatchObject(
      { region: 'eu-west-1' },
    );
    for (const other of [
      'public.ecr.aws',
      '123.dkr.ecr.eu-west-1.amazonaws.com',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example',
    ]) {
      expect(parseEcrHost(other)).toBeUndefined();
    }
  });

  it('signs in with a token of AWS, which is kept until it ends', async () => {
    const { source, aws, repository, close } = await world();
    await Promise.all([
      source.exists(`${repository}:v1`),
      source.exists(`${repository}@${built.digest}`),
    ]);
    await expect(source.exists(`${repository}:v1`)).resolves.toEqual({
      state: 'present',
      digest: built.digest,
    });
    expect(aws.calls.map(({ action }) => action)).toEqual([
      'GetAuthorizationToken',
    ]);
    expect(aws.authorizations[0]).toContain('Credential=test-key/');
    expect(aws.authorizations[0]).toContain('/eu-central-1/ecr/');
    await close();
  });

  it('lists the newest first with one question, and no lookups', async () => {
    const digests = ['1', '2', '3'].map(digit => `sha256:${digit.repeat(64)}`);
    const { source, aws, repository, close } = await world({
      DescribeImages: ({ nextToken }) =>
        nextToken === undefined
          ? {
              nextToken: 'more',
              imageDetails: [
                {
                  imageDigest: digests[0],
                  imageTags: ['v1'],
                  imagePushedAt: 1_700_000_000,
                },
                {
                  imageDigest: digests[2],
                  imageTags: ['latest', `sha-${'c'.repeat(40)}`],
                  imagePushedAt: 1_700_000_300,
                },
              ],
            }
          : {
              imageDetails: [
                {
                  imageDigest: digests[1],
                  imageTags: ['v2'],
                  imagePushedAt: 1_700_000_200,
                },
              ],
            },
    });
    const artifacts = await source.list(repository, { limit: 2 });
    expect(artifacts).toMatchObject([
      {
        digest: digests[2],
        version: 'sha-ccccccc',
        sourceCommit: 'c'.repeat(40),
        builtAt: new Date(1_700_000_300_000).toISOString(),
      },
      { digest: digests[1], version: 'v2' },
    ]);
    expect(aws.calls.map(({ action }) => action)).toEqual([
      'DescribeImages',
      'DescribeImages',
    ]);
    expect(aws.calls[0].body).toMatchObject({
      registryId: '123456789012',
      repositoryName: 'acme/orders',
    });
    await close();
  });

  it('tells what the scan found, and the image without it', async () => {
    let scan: unknown = {
      imageScanStatus: { status: 'COMPLETE' },
      imageScanFindings: {
        imageScanCompletedAt: 1_700_000_000,
        findingSeverityCounts: { CRITICAL: 1, HIGH: 2, UNDEFINED: 3 },
      },
    };
    const { source, repository, close } = await world({
      DescribeImageScanFindings: () => scan,
    });
    await expect(source.get(`${repository}:v1`)).resolves.toMatchObject({
      sourceCommit: 'f'.repeat(40),
      scan: {
        scanner: 'ecr',
        findings: { critical: 1, high: 2, medium: 0, low: 0, unknown: 3 },
        scannedAt: new Date(1_700_000_000_000).toISOString(),
      },
    });
    for (const without of [
      { imageScanStatus: { status: 'IN_PROGRESS' } },
      { __type: 'ScanNotFoundException' },
      { __type: 'AccessDeniedException', message: 'not allowed' },
    ]) {
      scan = without;
      const artifact = await source.get(`${repository}:v1`);
      expect(artifact?.digest).toBe(built.digest);
      expect(artifact?.scan).toBeUndefined();
    }
    await close();
  });

  it('C10: says unknown where AWS refuses, without the key', async () => {
    const { source, repository, close } = await world({
      GetAuthorizationToken: () => ({
        __type: 'AccessDeniedException',
        message: 'is not authorized to perform: ecr:GetAuthorizationToken',
      }),
      DescribeImages: () => ({ __type: 'RepositoryNotFoundException' }),
    });
    const presence = await source.exists(`${repository}:v1`);
    expect(presence).toEqual({
      state: 'unknown',
      reason: expect.stringContaining('ecr:GetAuthorizationToken'),
    });
    expect(JSON.stringify(presence)).not.toContain('canary');
    await expect(source.list(repository)).rejects.toMatchObject({
      name: 'NotFoundError',
    });
    await close();
  });

  it('C10: says unknown while AWS is down', async () => {
    const { source, aws, repository, close } = await world();
    await aws.close();
    await expect(source.exists(`${repository}:v1`)).resolves.toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('Amazon ECR'),
    });
    await close();
  });
});
