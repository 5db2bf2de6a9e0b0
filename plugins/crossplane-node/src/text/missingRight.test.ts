import { missingRight } from './missingRight';

const name = 'crossplane.order.create';

describe('missingRight', () => {
  it('names the group that has the right, and whose rule that is', () => {
    expect(
      missingRight('order into', name, {
        cluster: 'platform',
        namespace: 'team-alpha',
      }),
    ).toBe(
      "You may not order into namespace 'team-alpha' of cluster 'platform': the permission 'crossplane.order.create' is missing. With the permission policy of OpenPortal the members of the group 'team-alpha' have it: ask an owner of that group to add you, or the platform team",
    );
  });

  it('promises no group for kinds that live in no namespace', () => {
    const text = missingRight('order into', name, {
      cluster: 'platform',
      namespace: 'cluster-scoped',
    });
    expect(text).toContain("the permission 'crossplane.order.create'");
    expect(text).toContain('for administrators');
    expect(text).not.toMatch(/group|cluster-scoped/);
  });
});
