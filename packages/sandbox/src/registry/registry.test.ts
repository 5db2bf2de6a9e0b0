import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFaultSwitches, Listener, openStore, type Store } from '../core';
import type { RegistryAuthentication } from './authentication';
import { type RegistrySandbox, startRegistry } from './RegistrySandbox';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const sha256 = (text: string) =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

describe('registry', () => {
  let dataDir: string;
  let store: Store;
  let registry: RegistrySandbox;

  async function start(authentication?: RegistryAuthentication) {
    store = openStore(join(dataDir, 'store.sqlite'));
    registry = await startRegistry({
      dataDir,
      store,
      listener: await Listener.open(),
      faults: createFaultSwitches(),
      authentication,
    });
  }

  async function stop() {
    await registry.close();
    store.close();
  }

  const call = (path: string, init: RequestInit = {}) =>
    fetch(path.startsWith('http') ? path : `${registry.url}${path}`, init);

  async function uploadAtOnce(repository: string, content: string) {
    return call(`/v2/${repository}/blobs/uploads/?digest=${sha256(content)}`, {
      method: 'POST',
      body: content,
    });
  }

  async function codeOf(response: Response): Promise<string> {
    const body = (await response.json()) as { errors: Array<{ code: string }> };
    return body.errors[0].code;
  }

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'registry-'));
  });

  afterEach(async () => {
    await stop();
    await rm(dataDir, { recursive: true });
  });

  it('takes blobs at once, in two steps, in chunks and from another repository', async () => {
    await start();
    const base = await call('/v2/');
    expect(base.status).toBe(200);
    expect(base.headers.get('docker-distribution-api-version')).toBe(
      'registry/2.0',
    );

    const atOnce = await uploadAtOnce('sandbox/a', 'one');
    expect(atOnce.status).toBe(201);
    expect(atOnce.headers.get('location')).toBe(
      `/v2/sandbox/a/blobs/${sha256('one')}`,
    );

    const begin = await call('/v2/sandbox/a/blobs/uploads/', {
      method: 'POST',
    });
    expect(begin.status).toBe(202);
    const twoSteps = await call(
      `${begin.headers.get('location')}?digest=${sha256('two')}`,
      { method: 'PUT', body: 'two' },
    );
    expect(twoSteps.status).toBe(201);

    const chunked = await call('/v2/sandbox/a/blobs/uploads/', {
      method: 'POST',
    });
    const location = chunked.headers.get('location')!;
    const first = await call(location, {
      method: 'PATCH',
      headers: { 'Content-Range': '0-2' },
      body: 'abc',
    });
    expect(first.status).toBe(202);
    expect(first.headers.get('range')).toBe('0-2');
    const outOfOrder = await call(location, {
      method: 'PATCH',
      headers: { 'Content-Range': '7-9' },
      body: 'xyz',
    });
    expect(outOfOrder.status).toBe(416);
    expect(outOfOrder.headers.get('range')).toBe('0-2');
    const status = await call(location);
    expect(status.status).toBe(204);
    expect(status.headers.get('range')).toBe('0-2');
    await call(location, { method: 'PATCH', body: 'def' });
    const ended = await call(`${location}?digest=${sha256('abcdef')}`, {
      method: 'PUT',
    });
    expect(ended.status).toBe(201);
    expect((await call(location)).status).toBe(404);

    const mounted = await call(
      `/v2/sandbox/b/blobs/uploads/?mount=${sha256('abcdef')}&from=sandbox/a`,
      { method: 'POST' },
    );
    expect(mounted.status).toBe(201);

    const head = await call(`/v2/sandbox/b/blobs/${sha256('abcdef')}`, {
      method: 'HEAD',
    });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe('6');
    expect(head.headers.get('docker-content-digest')).toBe(sha256('abcdef'));
    const part = await call(`/v2/sandbox/b/blobs/${sha256('abcdef')}`, {
      headers: { Range: 'bytes=2-3' },
    });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe('cd');

    const foreign = await call(`/v2/sandbox/b/blobs/${sha256('one')}`);
    expect(foreign.status).toBe(404);
    expect(await codeOf(foreign)).toBe('BLOB_UNKNOWN');

    const cancelled = await call('/v2/sandbox/a/blobs/uploads/', {
      method: 'POST',
    });
    const cancelUrl = cancelled.headers.get('location')!;
    expect((await call(cancelUrl, { method: 'DELETE' })).status).toBe(204);
    expect(await codeOf(await call(cancelUrl))).toBe('BLOB_UPLOAD_UNKNOWN');

    const removed = await call(`/v2/sandbox/b/blobs/${sha256('abcdef')}`, {
      method: 'DELETE',
    });
    expect(removed.status).toBe(202);
    expect((await call(`/v2/sandbox/b/blobs/${sha256('abcdef')}`)).status).toBe(
      404,
    );
  });

  it('refuses wrong digests, names and manifests in the words of the specification', async () => {
    await start();
    const wrongDigest = await call(
      `/v2/sandbox/a/blobs/uploads/?digest=${sha256('other')}`,
      { method: 'POST', body: 'one' },
    );
    expect(wrongDigest.status).toBe(400);
    expect(await codeOf(wrongDigest)).toBe('DIGEST_INVALID');

    expect(
      await codeOf(
        await call('/v2/Sandbox/A/blobs/uploads/', { method: 'POST' }),
      ),
    ).toBe('NAME_INVALID');
    expect(await codeOf(await call('/v2/sandbox/none/tags/list'))).toBe(
      'NAME_UNKNOWN',
    );
    const unsupported = await call('/v2/sandbox/a/nothing', { method: 'PUT' });
    expect(unsupported.status).toBe(405);
    expect(await codeOf(unsupported)).toBe('UNSUPPORTED');

    const push = (body: string, type = manifestType) =>
      call('/v2/sandbox/a/manifests/v1', {
        method: 'PUT',
        headers: { 'Content-Type': type },
        body,
      });
    expect(await codeOf(await push('{'))).toBe('MANIFEST_INVALID');
    expect(await codeOf(await push('{}'))).toBe('MANIFEST_INVALID');
    expect(await codeOf(await push('{}', 'text/plain'))).toBe(
      'MANIFEST_INVALID',
    );
    const withoutBlob = await push(
      JSON.stringify({
        schemaVersion: 2,
        config: { mediaType: 'x', digest: sha256('no'), size: 2 },
        layers: [],
      }),
    );
    expect(withoutBlob.status).toBe(404);
    expect(await codeOf(withoutBlob)).toBe('MANIFEST_BLOB_UNKNOWN');
  });

  it('keeps images by tag and digest over a restart, lists by pages and deletes', async () => {
    await start();
    const image = {
      repository: 'sandbox/idp-payments',
      labels: { 'org.opencontainers.image.revision': 'abc' },
      createdAt: '2025-01-01T00:00:00.000Z',
    };
    const digest = await registry.pushImage({
      ...image,
      tags: ['sha-1', 'sha-2', 'latest'],
    });
    expect(await registry.pushImage({ ...image, tags: ['sha-1'] })).toBe(
      digest,
    );
    await stop();
    await start();

    const byTag = await call('/v2/sandbox/idp-payments/manifests/sha-1');
    expect(byTag.headers.get('docker-content-digest')).toBe(digest);
    expect(byTag.headers.get('content-type')).toBe(manifestType);
    const text = await byTag.text();
    expect(sha256(text)).toBe(digest);
    const manifest = JSON.parse(text);
    const config = await call(
      `/v2/sandbox/idp-payments/blobs/${manifest.config.digest}`,
    );
    expect(await config.json()).toMatchObject({
      created: image.createdAt,
      config: { Labels: image.labels },
    });
    const head = await call(`/v2/sandbox/idp-payments/manifests/${digest}`, {
      method: 'HEAD',
      headers: { Accept: `${manifestType}, application/json` },
    });
    expect(head.status).toBe(200);
    expect(Number(head.headers.get('content-length'))).toBe(text.length);
    const unreadable = await call(
      `/v2/sandbox/idp-payments/manifests/${digest}`,
      {
        headers: {
          Accept: 'application/vnd.docker.distribution.manifest.v2+json',
        },
      },
    );
    expect(await codeOf(unreadable)).toBe('MANIFEST_UNKNOWN');

    const page = await call('/v2/sandbox/idp-payments/tags/list?n=2');
    expect(await page.json()).toEqual({
      name: 'sandbox/idp-payments',
      tags: ['latest', 'sha-1'],
    });
    const next = /<(.+)>; rel="next"/.exec(page.headers.get('link') ?? '')![1];
    const rest = await call(next);
    expect(await rest.json()).toMatchObject({ tags: ['sha-2'] });
    expect(rest.headers.get('link')).toBeNull();
    expect(
      await codeOf(await call('/v2/sandbox/idp-payments/tags/list?n=x')),
    ).toBe('PAGINATION_NUMBER_INVALID');
    expect(await (await call('/v2/_catalog')).json()).toEqual({
      repositories: ['sandbox/idp-payments'],
    });

    const index = JSON.stringify({
      schemaVersion: 2,
      manifests: [{ mediaType: manifestType, digest, size: text.length }],
    });
    const indexPush = await call('/v2/sandbox/idp-payments/manifests/multi', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/vnd.oci.image.index.v1+json' },
      body: index,
    });
    expect(indexPush.status).toBe(201);

    const untag = await call('/v2/sandbox/idp-payments/manifests/sha-2', {
      method: 'DELETE',
    });
    expect(untag.status).toBe(202);
    expect(registry.resolve('sandbox/idp-payments', 'sha-2')).toBeUndefined();
    expect(registry.resolve('sandbox/idp-payments', digest)).toBe(digest);
    await call(`/v2/sandbox/idp-payments/manifests/${digest}`, {
      method: 'DELETE',
    });
    expect(registry.tags('sandbox/idp-payments').map(tag => tag.tag)).toEqual([
      'multi',
    ]);
  });

  it('asks for a password where basic authentication is chosen', async () => {
    await start({ mode: 'basic', anonymousPull: true });
    const push = await uploadAtOnce('sandbox/a', 'one');
    expect(push.status).toBe(401);
    expect(push.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    expect(await codeOf(push)).toBe('UNAUTHORIZED');
    await registry.pushImage({
      repository: 'sandbox/a',
      tags: ['v1'],
      labels: {},
      createdAt: '2025-01-01T00:00:00.000Z',
    });
    expect((await call('/v2/sandbox/a/manifests/v1')).status).toBe(200);
    await stop();
    await start({ mode: 'basic' });
    expect((await call('/v2/sandbox/a/manifests/v1')).status).toBe(401);
  });

  it('hands out tokens for what the client may do where bearer authentication is chosen', async () => {
    await start({ mode: 'bearer', anonymousPull: true });
    await registry.pushImage({
      repository: 'sandbox/a',
      tags: ['v1'],
      labels: {},
      createdAt: '2025-01-01T00:00:00.000Z',
    });
    const challenged = await call('/v2/sandbox/a/manifests/v1');
    expect(challenged.status).toBe(401);
    expect(challenged.headers.get('www-authenticate')).toBe(
      `Bearer realm="${registry.url}/token",service="${registry.host}",scope="repository:sandbox/a:pull"`,
    );
    const tokenFor = async (scope: string, headers = {}) => {
      const response = await call(
        `/token?service=${registry.host}&scope=${scope}`,
        { headers },
      );
      return ((await response.json()) as { token: string }).token;
    };
    const pull = await tokenFor('repository:sandbox/a:pull,push');
    const headers = { Authorization: `Bearer ${pull}` };
    expect((await call('/v2/sandbox/a/manifests/v1', { headers })).status).toBe(
      200,
    );
    const push = await call('/v2/sandbox/a/blobs/uploads/', {
      method: 'POST',
      headers,
    });
    expect(push.status).toBe(401);
    expect(push.headers.get('www-authenticate')).toContain(
      'error="insufficient_scope"',
    );
    const other = await call('/v2/sandbox/b/tags/list', { headers });
    expect(other.status).toBe(401);
    const forged = await call('/v2/sandbox/a/manifests/v1', {
      headers: { Authorization: `Bearer ${pull.slice(0, -2)}` },
    });
    expect(forged.status).toBe(401);
    const { username, password } = registry.credentials!;
    const wrong = await call('/token?scope=repository:sandbox/a:pull', {
      headers: { Authorization: `Basic ${btoa(`${username}:wrong`)}` },
    });
    expect(wrong.status).toBe(401);
    const full = await tokenFor('repository:sandbox/a:pull,push', {
      Authorization: `Basic ${btoa(`${username}:${password}`)}`,
    });
    const started = await call('/v2/sandbox/a/blobs/uploads/', {
      method: 'POST',
      headers: { Authorization: `Bearer ${full}` },
    });
    expect(started.status).toBe(202);
  });
});
