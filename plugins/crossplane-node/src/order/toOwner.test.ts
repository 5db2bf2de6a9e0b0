import { toOwner } from './toOwner';

describe('toOwner', () => {
  it.each([
    ['team-alpha', 'group:default/team-alpha'],
    ['group:team-alpha', 'group:default/team-alpha'],
    ['User:default/Developer', 'user:default/developer'],
    ['group:other/team-alpha', 'group:other/team-alpha'],
  ])('makes %s a full reference', (owner, expected) => {
    expect(toOwner(owner)).toBe(expected);
  });

  it.each([
    'component:default/website',
    'system:a/b',
    'group:default/',
    'group:default/a b',
    'group:default/a\nkind: X',
    `group:default/${'a'.repeat(64)}`,
    '',
  ])('refuses %j: that is nobody who can be responsible', owner => {
    expect(() => toOwner(owner)).toThrow(
      'is not an entity reference of a group or user',
    );
  });
});
