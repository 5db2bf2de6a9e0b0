import { OrderRig, startOrderRig } from './__testUtils__/startOrderRig';

jest.setTimeout(120_000);

const path = 'namespaces/team-alpha/dnsrecords/www.yaml';
const api = '/api/v3/repos/sandbox/catalog-orders';

describe('idp:order:create under faults', () => {
  let rig: OrderRig;

  beforeEach(async () => {
    rig = await startOrderRig();
  });

  afterEach(() => rig.close());

  it('A1: a rerun after a crash between branch and pull request adopts the branch', async () => {
    const fault = rig.sandbox.faults.add({
      service: 'github',
      method: 'POST',
      path: `${api}/pulls`,
      action: { kind: 'status', status: 503 },
    });
    // Who crashes does not tidy up either.
    rig.sandbox.faults.add({
      service: 'github',
      method: 'DELETE',
      path: `${api}/git/refs/*`,
      action: { kind: 'status', status: 503 },
    });
    const crashed = await rig.order({}, { taskId: 'crash' });
    expect(crashed.error?.message).toMatch(/open a pull request/);
    expect(fault.hits).toBeGreaterThan(0);
    expect(await rig.branches()).toHaveLength(2);
    rig.sandbox.faults.clear();

    const rerun = await rig.order({}, { taskId: 'crash' });
    expect(rerun.error).toBeUndefined();
    expect(rerun.outputs.merged).toBe(true);
    expect(rig.pulls()).toHaveLength(1);
    expect(await rig.file(path)).toContain('kind: DNSRecord');
  });

  it.each([
    ['the branch', 'POST', `${api}/git/refs`],
    ['the commit', 'POST', '/api/graphql'],
    ['the pull request', 'POST', `${api}/pulls`],
    ['the merge', 'PUT', `${api}/pulls/1/merge`],
  ])('A2: made %s, lost the answer', async (_, method, faultPath) => {
    const fault = rig.sandbox.faults.add({
      service: 'github',
      method,
      path: faultPath,
      times: 1,
      action: { kind: 'commit-then-drop' },
    });
    const { error, outputs } = await rig.order();
    expect(error).toBeUndefined();
    expect(fault.hits).toBe(1);
    expect(outputs.merged).toBe(true);
    expect(rig.pulls()).toHaveLength(1);
    expect(await rig.file(path)).toContain('kind: DNSRecord');
  });

  it.each([
    ['the commit', '/api/graphql', 401, /expired or was revoked/],
    ['the pull request', `${api}/pulls`, 403, /missing permission/],
  ])('A7: refused %s, leaves no branch', async (_, faultPath, status, said) => {
    rig.sandbox.faults.add({
      service: 'github',
      method: 'POST',
      path: faultPath,
      action: { kind: 'status', status },
    });
    const { error } = await rig.order();
    expect(error?.message).toMatch(said);
    expect(rig.pulls()).toEqual([]);
    expect(await rig.branches()).toEqual(['main']);
  });

  it('A2: a rerun after everything was done changes nothing', async () => {
    const first = await rig.order({}, { taskId: 'same' });
    const second = await rig.order({}, { taskId: 'same' });
    expect(second.error).toBeUndefined();
    expect(second.outputs).toEqual(first.outputs);
    expect(rig.pulls()).toHaveLength(1);
  });

  it('A11: of two orders of the same name at the same moment one wins', async () => {
    const runs = await Promise.all([rig.order(), rig.order()]);
    const failed = runs.filter(({ error }) => error);
    expect(failed).toHaveLength(1);
    expect(failed[0].error?.name).toBe('ConflictError');
    expect(failed[0].error?.message).toMatch(/see http/);
    expect(await rig.file(path)).toContain('kind: DNSRecord');
    expect(rig.pulls().filter(({ state }) => state === 'open')).toEqual([]);
  });

  it('A13: a pull request that people closed is final', async () => {
    const fault = rig.sandbox.faults.add({
      service: 'github',
      method: 'PUT',
      path: `${api}/pulls/1/merge`,
      action: { kind: 'status', status: 405 },
    });
    await rig.order({}, { taskId: 'closed' });
    fault.remove();
    const { apiUrl, token } = rig.sandbox.endpoints.github;
    await fetch(`${apiUrl}/repos/sandbox/catalog-orders/pulls/1`, {
      method: 'PATCH',
      headers: { Authorization: `Bearer ${token}` },
      body: JSON.stringify({ state: 'closed' }),
    });
    const rerun = await rig.order({}, { taskId: 'closed' });
    expect(rerun.error?.message).toMatch(/was closed without merging/);
  });

  it('A14: kinds that are not listed wait for people', async () => {
    const beta = await startOrderRig({ allowed: ['platform/platform-team'] });
    try {
      const { error, outputs } = await beta.order({
        namespace: 'platform-team',
      });
      expect(error).toBeUndefined();
      expect(outputs.merged).toBe(false);
      expect(beta.pulls().map(({ state }) => state)).toEqual(['open']);
    } finally {
      await beta.close();
    }
  });

  it('A18: names that leave their folder are refused', async () => {
    for (const name of [
      '../x',
      '%2e%2e',
      '/etc/x',
      'a/b',
      'a\u0000',
      'a\r\nb',
      'WWW',
      '.github',
    ]) {
      expect((await rig.order({ name })).error?.name).toBe('InputError');
      expect((await rig.order({ namespace: name })).error?.name).toBe(
        'InputError',
      );
    }
    expect(rig.pulls()).toEqual([]);
  });

  it('A19, A20: values stay values', async () => {
    const value = 'a\nkind: ClusterRole\n---\n${{ secrets.TOKEN }}';
    const { error } = await rig.order({
      spec: { name: 'www', type: 'TXT', value },
    });
    expect(error).toBeUndefined();
    const file = await rig.file(path);
    expect(file).toContain(JSON.stringify(value));
    expect(file?.match(/^kind:/gm)).toHaveLength(1);
  });

  it('B11: a pattern that backtracks does not keep the portal busy', async () => {
    const { error } = await rig.order({
      spec: { name: `${'a'.repeat(40)}!`, type: 'A', value: 'x' },
    });
    expect(error?.message).toMatch(/spec\.name is "aaa/);
  });
});
