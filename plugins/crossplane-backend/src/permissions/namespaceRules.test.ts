import { parseNamespaceRef } from '@openportal/plugin-crossplane-common';
import { namespaceRules } from './namespaceRules';

const [inNamespace, isGroupNamespace] = namespaceRules;
const namespace = parseNamespaceRef('platform/team-alpha')!;

describe('rules of crossplane-namespace', () => {
  it('IN_NAMESPACE allows the named namespaces', () => {
    expect(inNamespace.name).toBe('IN_NAMESPACE');
    expect(
      inNamespace.apply(namespace, { namespaces: ['team-alpha'] } as never),
    ).toBe(true);
    expect(
      inNamespace.apply(namespace, { namespaces: ['team-beta'] } as never),
    ).toBe(false);
  });

  it('IS_GROUP_NAMESPACE allows namespaces named after a group of the caller', () => {
    const apply = (...claims: string[]) =>
      isGroupNamespace.apply(namespace, { claims } as never);
    expect(apply('user:default/x', 'group:default/team-alpha')).toBe(true);
    expect(apply('user:default/team-alpha', 'group:default/other')).toBe(false);
    expect(apply('nonsense:')).toBe(false);
    // Somebody who fills another namespace of the catalog makes no team of the default one.
    expect(apply('group:elsewhere/team-alpha')).toBe(false);
  });

  it('IS_GROUP_NAMESPACE takes no group for what has no namespace', () => {
    const clusterScoped = parseNamespaceRef('platform/cluster-scoped')!;
    expect(
      isGroupNamespace.apply(clusterScoped, {
        claims: ['group:default/cluster-scoped'],
      } as never),
    ).toBe(false);
  });
});
