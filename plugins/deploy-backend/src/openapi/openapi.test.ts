import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020, { ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import request from 'supertest';
import { startDeployBackend } from '../__testUtils__/startDeployBackend';
import { apiRoutes } from './apiRoutes';
import { findRoutes } from './__testUtils__/findRoutes';

jest.setTimeout(60_000);

const entityPath = '/api/deploy/entities/component/default/payments';

type Document = {
  openapi: string;
  paths: Record<string, Record<string, { responses: Record<string, object> }>>;
  components: { schemas: Record<string, object> };
};

type Backend = Awaited<ReturnType<typeof startDeployBackend>>;

async function readDocument({ server }: Backend): Promise<Document> {
  const response = await request(server).get('/api/deploy/openapi.json');
  expect(response.status).toBe(200);
  return response.body;
}

/** Checks answers against what the document says of their route and status. */
function createChecker(document: Document) {
  const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema({ $id: 'document', ...document });
  const checked = new Set<string>();
  return {
    checked,
    check(
      method: string,
      route: string,
      response: { status: number; body: unknown },
    ) {
      const pointer = [
        'paths',
        route,
        method,
        'responses',
        String(response.status),
        'content',
        'application/json',
        'schema',
      ]
        .map(part => encodeURIComponent(part.replace(/\//g, '~1')))
        .join('/');
      const validate: ValidateFunction | undefined = ajv.getSchema(
        `document#/${pointer}`,
      );
      if (!validate) {
        throw new Error(
          `The document does not know ${response.status} of ${method} ${route}`,
        );
      }
      const isValid = validate(response.body);
      expect({ route, errors: isValid ? [] : validate.errors }).toEqual({
        route,
        errors: [],
      });
      checked.add(`${method} ${route} ${response.status}`);
    },
  };
}

describe('OpenAPI document', () => {
  it('has the routes that docs/ship-api.md has', () => {
    const docs = path.resolve(__dirname, '../../../../docs/ship-api.md');
    const told = [
      ...readFileSync(docs, 'utf8').matchAll(/^\| `(GET|POST) (\/\S+)`/gm),
    ].map(
      ([, method, route]) =>
        `${method.toLowerCase()} ${route.replace(
          '…',
          '{kind}/{namespace}/{name}',
        )}`,
    );
    expect(told.sort()).toEqual(
      apiRoutes.map(({ method, path: route }) => `${method} ${route}`).sort(),
    );
  });

  it('has every route of the router, and no other', () => {
    const documented = apiRoutes.map(
      ({ method, path: route }) => `${method} ${route}`,
    );
    expect(findRoutes().sort()).toEqual(documented.sort());
  });

  it('says of which type parameters are, and which bodies may be left out', async () => {
    const { paths } = await readDocument(await startDeployBackend());
    expect(paths['/matrix'].get).toMatchObject({
      parameters: expect.arrayContaining([
        expect.objectContaining({
          name: 'limit',
          required: false,
          schema: expect.objectContaining({ type: 'integer', default: 50 }),
        }),
      ]),
    });
    expect(paths['/operations/{id}/cancel'].post).toMatchObject({
      requestBody: { required: false },
    });
    expect(paths['/operations/{id}/approve'].post).toMatchObject({
      requestBody: { required: true },
    });
    expect(Object.keys(paths['/webhooks/github'].post.responses)).toEqual(
      expect.arrayContaining(['202', '401', '408', '413', '415', '429', '503']),
    );
  });

  it.each([
    ['entities/component/default/nothing', 404, 'not-found'],
    ['operations/4b1c', 404, 'not-found'],
    ['matrix?state=unknown', 400, 'invalid-request'],
    ['webhooks/inbox?limit=0', 400, 'invalid-request'],
    [
      'entities/component/default/payments/history?requestedBy=%00',
      400,
      'invalid-request',
    ],
  ])('gives the refusal of %s a code', async (route, status, code) => {
    const { server } = await startDeployBackend();
    const response = await request(server).get(`/api/deploy/${route}`);
    expect(response.status).toBe(status);
    expect(response.body.error.code).toBe(code);
  });

  it('gives the refusal of a body that is not JSON a code', async () => {
    const { server } = await startDeployBackend();
    const response = await request(server)
      .post(`${entityPath}/promote`)
      .set('Content-Type', 'application/json')
      .send('{');
    expect(response.status).toBe(400);
    expect(response.body.error.code).toBe('invalid-request');
  });

  it('describes the answers as the running API gives them', async () => {
    const backend = await startDeployBackend();
    const { server, cluster, denied } = backend;
    const document = await readDocument(backend);
    expect(document.openapi).toBe('3.1.0');
    const { check, checked } = createChecker(document);
    const entity = '/entities/{kind}/{namespace}/{name}';
    const get = async (route: string, url: string) =>
      check('get', route, await request(server).get(url));

    await get('/openapi.json', '/api/deploy/openapi.json');
    await get('/environments', '/api/deploy/environments');
    await get(entity, `${entityPath}?refresh=true`);
    await get(entity, entityPath);
    await get(entity, `${entityPath}?refresh=perhaps`);
    await get(entity, '/api/deploy/entities/component/default/nothing');
    await get(`${entity}/versions`, `${entityPath}/versions?environment=qa`);
    await get(`${entity}/diff`, `${entityPath}/diff?from=dev&to=qa`);
    await get(`${entity}/diff`, `${entityPath}/diff?from=dev`);
    await get(`${entity}/creation`, `${entityPath}/creation`);
    await get('/matrix', '/api/deploy/matrix');
    await get('/matrix', '/api/deploy/matrix?state=unknown');

    const changed = await request(server)
      .post(`${entityPath}/promote`)
      .send({ from: 'dev', expected: { from: null, template: 'another' } });
    expect(changed.body.error.changed).toHaveLength(2);
    check('post', `${entity}/promote`, changed);
    const promoted = await request(server)
      .post(`${entityPath}/promote`)
      .send({ from: 'dev', reason: 'Ready' });
    check('post', `${entity}/promote`, promoted);
    const { id } = promoted.body.operation;
    const again = await request(server)
      .post(`${entityPath}/promote`)
      .send({ from: 'dev' });
    check('post', `${entity}/promote`, again);
    expect(again.status).toBe(409);
    await get('/operations/{id}', `/api/deploy/operations/${id}`);
    await get('/matrix', '/api/deploy/matrix');
    check(
      'post',
      '/operations/{id}/approve',
      await request(server)
        .post(`/api/deploy/operations/${id}/approve`)
        .send({
          decision: 'approve',
          version: promoted.body.operation.to.image,
          diffHash: '0'.repeat(64),
        }),
    );
    check(
      'post',
      '/operations/{id}/retry',
      await request(server).post(`/api/deploy/operations/${id}/retry`).send({}),
    );
    check(
      'post',
      '/operations/{id}/cancel',
      await request(server)
        .post(`/api/deploy/operations/${id}/cancel`)
        .send({ reason: 'Too early' }),
    );
    cluster.sync();
    check(
      'post',
      `${entity}/rollback`,
      await request(server)
        .post(`${entityPath}/rollback`)
        .send({ environment: 'staging', reason: 'It leaks' }),
    );
    await get(`${entity}/history`, `${entityPath}/history`);

    const exported = await request(server).get('/api/deploy/ledger/export');
    expect(exported.headers['content-type']).toContain('application/x-ndjson');
    const rows = exported.text.trimEnd().split('\n');
    expect(rows.length).toBeGreaterThan(0);
    const ajv = addFormats(new Ajv2020({ strict: false }));
    const validateRow = ajv.compile(document.components.schemas.LedgerRecord);
    for (const row of rows) {
      expect(validateRow(JSON.parse(row))).toBe(true);
    }
    denied.add('deploy.ledger.export');
    await get('/ledger/export', '/api/deploy/ledger/export');

    await get('/webhooks/inbox', '/api/deploy/webhooks/inbox');
    check(
      'post',
      '/webhooks/inbox/{id}/replay',
      await request(server).post('/api/deploy/webhooks/inbox/1/replay'),
    );
    await get('/outbox', '/api/deploy/outbox');
    check(
      'post',
      '/outbox/{id}/replay',
      await request(server).post('/api/deploy/outbox/1/replay'),
    );
    denied.add('deploy.read');
    await get(entity, entityPath);
    await get('/matrix', '/api/deploy/matrix');

    const routes = new Set([...checked].map(text => text.replace(/ \d+$/, '')));
    const documented = apiRoutes
      .filter(({ signed }) => !signed)
      .map(({ method, path: route }) => `${method} ${route}`);
    expect([...routes].sort()).toEqual(documented.sort());
    expect([...checked]).toEqual(
      expect.arrayContaining([
        `get ${entity} 200`,
        `get ${entity} 400`,
        `get ${entity} 403`,
        `get ${entity} 404`,
        `post ${entity}/promote 202`,
        `post ${entity}/promote 409`,
      ]),
    );
  });
});
