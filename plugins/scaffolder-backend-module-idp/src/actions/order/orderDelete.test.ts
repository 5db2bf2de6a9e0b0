import { OrderRig, startOrderRig } from './__testUtils__/startOrderRig';

jest.setTimeout(120_000);

const path = 'namespaces/team-alpha/dnsrecords/www.yaml';

describe('idp:order:delete', () => {
  let rig: OrderRig;

  afterEach(() => rig.close());

  it('removes the file by a pull request that says what stays', async () => {
    rig = await startOrderRig();
    await rig.order();
    const { outputs, error, log } = await rig.run('delete');
    expect(error).toBeUndefined();
    // A removal waits for people unless the configuration lists it.
    expect(outputs.merged).toBe(false);
    const command =
      'kubectl --context platform --namespace team-alpha delete dnsrecords.network.openportal.dev www';
    expect(log).toContain(command);
    const [, pull] = rig.pulls();
    expect(pull.title).toBe(
      'Remove DNSRecord www from team-alpha of cluster platform',
    );
    expect(pull.body).toContain('keeps running');
    expect(pull.body).toContain(command);
    expect(pull.body).toContain('-kind: DNSRecord');
    expect(await rig.file(path)).toContain('kind: DNSRecord');
    const { data: labels } = await rig.octokit.rest.issues.listLabelsOnIssue({
      owner: 'sandbox',
      repo: 'catalog-orders',
      issue_number: pull.number,
    });
    expect(labels.map(({ name }) => name)).toEqual(['order', 'order:delete']);
  });

  it('is merged where the configuration lists it, and warns where Flux deletes', async () => {
    rig = await startOrderRig({
      orders: {
        prune: true,
        autoMerge: [
          {
            kinds: ['DNSRecord'],
            namespaces: ['team-alpha'],
            operations: ['create', 'delete'],
          },
        ],
      },
    });
    await rig.order();
    const { outputs, error } = await rig.run('delete');
    expect(error).toBeUndefined();
    expect(outputs.merged).toBe(true);
    expect(await rig.file(path)).toBeUndefined();
    expect(rig.pulls()[1].body).toContain('What is deleted');

    const again = await rig.run('delete');
    expect(again.error?.name).toBe('NotFoundError');
    expect(again.error?.message).toMatch(/removed already.*kubectl/);
  });

  it('works when the XRD is gone', async () => {
    rig = await startOrderRig();
    await rig.order();
    rig.sandbox.clusters.platform.objects.delete({
      apiVersion: 'apiextensions.crossplane.io/v2',
      kind: 'CompositeResourceDefinition',
      name: 'dnsrecords.network.openportal.dev',
    });
    const { outputs, error } = await rig.run('delete');
    expect(error).toBeUndefined();
    expect(outputs.pullRequestUrl).toMatch(/\/pull\/2$/);
  });
});
