import { promoteRequestSchema, rollbackRequestSchema } from './requests';

describe('request bodies', () => {
  it('take what people type, and trim it', () => {
    expect(
      rollbackRequestSchema.parse({ environment: ' qa ', reason: ' broken ' }),
    ).toEqual({ environment: 'qa', reason: 'broken' });
  });

  it('tell nothing from not saying it', () => {
    const parse = (expected: object) =>
      promoteRequestSchema.parse({ to: 'qa', expected }).expected;
    expect(parse({ from: null, template: 'hash' })).toEqual({
      from: null,
      template: 'hash',
    });
    expect(parse({})).toEqual({});
  });

  it.each([
    [{ reason: 'why' }, "give 'from', 'to' or both"],
    [{ to: 'qa', reason: 'a\0b' }, 'NUL'],
    [{ to: 'qa', reason: 'x'.repeat(1001) }, 'Too big'],
    [{ to: 'qa', idempotencyKey: 'short' }, 'Too small'],
    [{ to: 'qa', idempotencyKey: 'with a space' }, 'without spaces'],
    [{ to: 'qa', expected: { sideways: 'x' } }, 'Unrecognized key'],
    [{ to: 'qa', expected: { to: null } }, 'expected string'],
    [{ to: 'x'.repeat(64) }, 'Too big'],
  ])('refuse %j', (body, message) => {
    const { error } = promoteRequestSchema.safeParse(body);
    expect(error?.message).toContain(message);
  });
});
