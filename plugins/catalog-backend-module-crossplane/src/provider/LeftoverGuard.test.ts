import { LeftoverGuard } from './LeftoverGuard';

const lists = (definitions: boolean, everything: boolean) => ({
  isResource: (ref: string) => ref.startsWith('resource:'),
  lists: {
    definitionsListedAfter: () => definitions,
    listedAfter: () => everything,
  },
});

describe('LeftoverGuard', () => {
  const many = ['template:default/a', 'resource:default/b'];

  it('B5: lets a few go at once', () => {
    expect(new LeftoverGuard().accept(many, 10, lists(false, false))).toEqual({
      remove: many,
      listAgain: false,
    });
  });

  it('B5: holds many back until newer lists agree', () => {
    const guard = new LeftoverGuard();
    expect(guard.accept(many, 9, lists(true, true))).toEqual({
      remove: [],
      listAgain: true,
    });
    expect(guard.accept(many, 9, lists(false, false))).toEqual({
      remove: [],
      listAgain: false,
    });
    // Instances are in lists of their own.
    expect(guard.accept(many, 9, lists(true, false)).remove).toEqual([many[0]]);
    expect(guard.accept(many, 9, lists(true, true)).remove).toEqual(many);
  });

  it('B5: removes only what both lists agree about', () => {
    const guard = new LeftoverGuard();
    guard.accept(many, 4, lists(true, true));
    const other = [many[0], 'template:default/c'];
    expect(guard.accept(other, 4, lists(true, true)).remove).toEqual([many[0]]);
    expect(guard.accept([other[1]], 2, lists(true, true))).toEqual({
      remove: [],
      listAgain: true,
    });
  });
});
