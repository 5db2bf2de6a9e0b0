import { manifestValues } from './manifestValues';

describe('manifestValues', () => {
  it('names every value by its place, and items of lists by their name', () => {
    expect(
      manifestValues({
        spec: {
          replicas: 2,
          containers: [{ name: 'app', image: 'a:1' }, 'plain'],
          empty: {},
          none: null,
          missing: undefined,
        },
      }).map(({ path, shown }) => `${path}=${shown}`),
    ).toEqual([
      'spec.replicas=2',
      'spec.containers[app].name=app',
      'spec.containers[app].image=a:1',
      'spec.containers[1]=plain',
      'spec.none=null',
    ]);
  });

  it('shows nothing secret, and compares it all the same', () => {
    const [password, , value, other] = manifestValues({
      dbPassword: 'one',
      env: [{ name: 'API_TOKEN', value: 'two' }],
      text: 'three',
    });
    expect(password).toEqual({
      path: 'dbPassword',
      shown: '(hidden)',
      compared: 'one',
    });
    expect(value).toMatchObject({ shown: '(hidden)', compared: 'two' });
    expect(other.shown).toBe('three');
    expect(manifestValues({ a: 'b' }, { secret: true })).toEqual([
      { path: 'a', shown: '(hidden)', compared: 'b' },
    ]);
  });

  it('has limits for what somebody else wrote', () => {
    const deep = Array.from({ length: 100 }).reduce<unknown>(
      inner => ({ inner }),
      'bottom',
    );
    expect(manifestValues(deep)).toEqual([]);
    expect(manifestValues(Array.from({ length: 9000 }, () => 1))).toHaveLength(
      5000,
    );
    const [long] = manifestValues({ text: 'x'.repeat(1000) });
    expect(long.shown).toHaveLength(201);
    expect(long.compared).toHaveLength(1000);
  });
});
