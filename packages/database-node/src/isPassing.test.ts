import { isPassing } from './isPassing';

describe('isPassing', () => {
  const withCode = (code: string) => Object.assign(new Error('x'), { code });

  it.each([
    withCode('57P01'),
    withCode('08006'),
    withCode('SQLITE_BUSY_SNAPSHOT'),
    withCode('ECONNREFUSED'),
    new Error('Connection terminated unexpectedly'),
  ])('tries %p again', error => {
    expect(isPassing(error)).toBe(true);
  });

  it.each([withCode('42P07'), new Error('no such table'), 'a text', undefined])(
    'gives up on %p',
    error => {
      expect(isPassing(error)).toBe(false);
    },
  );
});
