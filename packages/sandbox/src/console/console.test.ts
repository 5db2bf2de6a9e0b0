import type { Sandbox } from '../Sandbox';
import { startSandbox } from '../startSandbox';
import { html } from './html';

jest.setTimeout(60_000);

const slug = 'sandbox/idp-shop';
const hostile = '<script>alert("x")</script>';

describe('console', () => {
  let sandbox: Sandbox;

  const url = (path: string) => `${sandbox.endpoints.console.url}${path}`;

  async function page(path: string) {
    const response = await fetch(url(path));
    return { status: response.status, text: await response.text() };
  }

  async function submit(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {
      Origin: new URL(url('/')).origin,
    },
  ) {
    const response = await fetch(url(path), {
      method: 'POST',
      headers,
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
    const location = response.headers.get('location') ?? '';
    return {
      status: response.status,
      location,
      message: new URLSearchParams(location.split('?')[1]),
    };
  }

  async function openPull(branch: string) {
    await sandbox.github.seedCommit({
      owner: 'sandbox',
      name: 'idp-shop',
      branch,
      message: hostile,
      author: 'developer',
      files: { [`${branch}.txt`]: `${hostile}\n` },
    });
    const pull = await sandbox.github.pulls.open({
      owner: 'sandbox',
      name: 'idp-shop',
      title: `Add ${branch} ${hostile}`,
      body: hostile,
      head: branch,
      base: 'main',
      author: 'developer',
    });
    return pull.number;
  }

  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'minimal', tempo: 10 });
    const { github } = sandbox;
    await github.createRepository({
      owner: 'sandbox',
      name: 'idp-shop',
      description: hostile,
      visibility: 'private',
      actor: 'openportal[bot]',
    });
    github.grantTeam('sandbox', 'idp-shop', 'team-alpha', 'write');
    await github.seedCommit({
      owner: 'sandbox',
      name: 'idp-shop',
      message: 'Start',
      author: 'team-lead',
      files: { 'README.md': '# shop\n' },
    });
    github.protectBranch('sandbox', 'idp-shop', {
      branch: 'main',
      requiredReviews: {
        count: 1,
        dismissStale: false,
        codeOwners: false,
        lastPush: false,
      },
    });
  });

  afterAll(async () => {
    await sandbox.close();
  });

  it('reviews and merges as the chosen person, by the rules of GitHub', async () => {
    const number = await openPull('one');
    const path = `/pulls/${slug}/${number}`;

    const own = await submit(path, { as: 'developer', action: 'approve' });
    expect(own.status).toBe(303);
    expect(own.message.get('failed')).toMatch(/own pull request/);
    const early = await submit(path, { as: 'developer', action: 'merge' });
    expect(early.message.get('failed')).toMatch(/review/);
    const foreign = await submit(path, {
      as: 'other-developer',
      action: 'merge',
    });
    expect(foreign.message.get('failed')).toBeTruthy();
    const nobody = await submit(path, { as: 'nobody', action: 'merge' });
    expect(nobody.message.get('failed')).toMatch(/no person 'nobody'/);

    const changes = await submit(path, {
      as: 'team-lead',
      action: 'request-changes',
      comment: hostile,
    });
    expect(changes.message.get('done')).toBe(
      `team-lead requested changes in #${number}.`,
    );
    const reviewed = await page(path);
    expect(reviewed.text).toContain('CHANGES_REQUESTED');
    const approved = await submit(path, {
      as: 'team-lead',
      action: 'approve',
    });
    expect(approved.message.get('done')).toBe(`team-lead approved #${number}.`);
    const unseen = await submit(path, {
      ...{ as: 'team-lead', action: 'merge', sha: 'a'.repeat(40) },
    });
    expect(unseen.message.get('failed')).toMatch(/modified/);
    const merged = await submit(path, { as: 'team-lead', action: 'merge' });
    expect(merged.message.get('done')).toBe(`team-lead merged #${number}.`);
    expect(
      await sandbox.github.readFile('sandbox', 'idp-shop', 'main', 'one.txt'),
    ).toBe(`${hostile}\n`);
    const after = await page(merged.location);
    expect(after.text).toContain('merged');
    expect(after.text).not.toContain('value="merge"');

    const other = await openPull('two');
    await submit(`/pulls/${slug}/${other}`, {
      as: 'developer',
      action: 'close',
    });
    const [last] = sandbox.github.pulls
      .list('sandbox', 'idp-shop')
      .filter(pull => pull.number === other);
    expect(last.state).toBe('closed');
  });

  it('shows every section, escapes what people wrote and says that it is a sandbox', async () => {
    const number = await openPull('three');
    const paths = [
      '/',
      '/repositories',
      `/repositories/${slug}`,
      '/pulls',
      `/pulls/${slug}/${number}`,
      '/runs',
      '/deployments',
      '/clusters',
      '/clusters/platform',
      '/clusters/platform/kinds/namespaces%2Cv1',
      '/clusters/platform/kinds/namespaces%2Cv1/argocd',
      '/clusters/platform/kinds/secrets%2Cv1/github-token?namespace=argocd',
      '/registry',
      '/faults',
      `/?failed=${encodeURIComponent(hostile)}`,
    ];
    for (const path of paths) {
      const { status, text } = await page(path);
      expect([path, status]).toEqual([path, 200]);
      expect(text).toContain('This is a sandbox');
      expect(text).not.toContain('<script>alert');
      expect(text).not.toMatch(/\sstyle="|\son\w+="/);
    }
    const pull = await page(`/pulls/${slug}/${number}`);
    expect(pull.text).toContain('<span class="add">+&lt;script&gt;');
    for (const path of ['/nothing', '/clusters/none', `/pulls/${slug}/999`]) {
      const { status, text } = await page(path);
      expect([path, status]).toEqual([path, 404]);
      expect(text).toContain('This is a sandbox');
    }
    expect(html`<p>${[1, '<', undefined, html`<b>&</b>`]}</p>`.toString()).toBe(
      '<p>1&lt;<b>&</b></p>',
    );
  });

  it('switches faults on and off', async () => {
    const added = await submit('/faults', {
      service: 'registry',
      method: 'GET',
      path: '/v2/*',
      nth: '',
      times: '1',
      kind: 'status',
      status: '503',
      retryAfter: '2',
      milliseconds: '',
    });
    expect(added.message.get('done')).toBe('The fault is active.');
    const hit = await fetch(`${sandbox.registry.url}/v2/`);
    expect(hit.status).toBe(503);
    expect(hit.headers.get('retry-after')).toBe('2');
    expect((await page('/faults')).text).toContain('answers 503');
    await submit('/faults', {
      service: 'github',
      method: '',
      path: '*',
      kind: 'status',
    });
    const broken = await page('/repositories');
    expect(broken.status).toBe(502);
    expect(broken.text).toContain('A fault may be active');
    const wrong = await submit('/faults', { service: 'github', kind: 'x' });
    expect(wrong.message.get('failed')).toMatch(/kind/);
    await submit('/faults/clear', {});
    expect(sandbox.faults.list()).toEqual([]);
    expect((await page('/repositories')).status).toBe(200);
  });

  it('takes changes from its own pages only', async () => {
    const fields = { as: 'team-lead', action: 'close' };
    const path = `/pulls/${slug}/1`;
    const refused = [
      await submit(path, fields, {}),
      await submit(path, fields, { Origin: 'https://evil.example' }),
      await submit(path, fields, { Origin: 'null' }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403]);
    const assets = await fetch(url('/console.js'));
    expect(assets.headers.get('content-type')).toMatch(/javascript/);
    expect(assets.headers.get('content-security-policy')).toContain(
      "default-src 'none'",
    );
  });
});
