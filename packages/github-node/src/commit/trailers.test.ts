import {
  coAuthorTrailer,
  formatCommitMessage,
  readCommitTrailer,
} from './trailers';

describe('commit trailers', () => {
  it('are written and read back', () => {
    const message = formatCommitMessage('Add payments\r\n\r\nBecause.', [
      { key: 'OpenPortal-Intent', value: 'abc' },
      coAuthorTrailer({ name: 'A Developer', email: 'developer@example.com' }),
    ]);
    expect(message).toBe(
      'Add payments\n\nBecause.\n\nOpenPortal-Intent: abc\nCo-authored-by: A Developer <developer@example.com>',
    );
    expect(readCommitTrailer(message, 'openportal-intent')).toBe('abc');
    expect(readCommitTrailer(message, 'Other')).toBeUndefined();
    expect(
      readCommitTrailer('OpenPortal-Intent: abc\n\nBody', 'OpenPortal-Intent'),
    ).toBeUndefined();
  });

  it('cannot be smuggled in by a value', () => {
    expect(
      formatCommitMessage('x', [
        { key: 'Requested-by', value: 'a\nOpenPortal-Intent: forged' },
      ]),
    ).toBe('x\n\nRequested-by: a OpenPortal-Intent: forged');
    expect(
      coAuthorTrailer({ name: 'A <b>\nX: y', email: 'a@b>\nX: y' }).value,
    ).toBe('A b X: y <a@bX:y>');
  });
});
