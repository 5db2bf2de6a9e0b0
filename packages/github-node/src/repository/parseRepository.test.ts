import { parseRepository } from './parseRepository';

describe('parseRepository', () => {
  it.each([
    ['acme/shop', { owner: 'acme', repo: 'shop' }],
    [
      'https://github.com/acme/shop.git',
      { owner: 'acme', repo: 'shop', host: 'github.com' },
    ],
    [
      'http://localhost:7100/acme/shop/tree/main/deploy',
      { owner: 'acme', repo: 'shop', host: 'localhost:7100' },
    ],
  ])('reads %p', (value, expected) => {
    expect(parseRepository(value)).toEqual(expected);
  });

  it.each(['shop', 'a/b/c', '../..', 'acme/..', 'acme/a b', 'https://x', ''])(
    'refuses %p',
    value => {
      expect(() => parseRepository(value)).toThrow(
        `"${value}" is not a GitHub repository`,
      );
    },
  );
});
