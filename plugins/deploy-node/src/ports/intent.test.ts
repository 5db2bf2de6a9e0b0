import {
  operationBranch,
  operationOfCommitMessage,
  operationTrailer,
} from './intent';

describe('intent markers', () => {
  it('are found again in the last paragraph of a commit message only', () => {
    const trailer = operationTrailer('0b7c-1');
    expect(
      operationOfCommitMessage(`Promote\n\nWhy\n\nOther: x\n${trailer}\n`),
    ).toBe('0b7c-1');
    expect(
      operationOfCommitMessage(`Promote\r\n\r\n${trailer}\r\nOther: y`),
    ).toBe('0b7c-1');
    expect(
      operationOfCommitMessage(`Promote\n\n${trailer}\n\nQuoted above`),
    ).toBe(undefined);
    expect(operationOfCommitMessage(trailer)).toBeUndefined();
    expect(operationOfCommitMessage('')).toBeUndefined();
  });

  it('are safe parts of a git reference', () => {
    expect(operationBranch('prod', '0b7c-1')).toBe('openportal/prod/0b7c-1');
    for (const bad of ['', '../x', 'a b', '-x', 'a..b', 'a\nb', 'a/b']) {
      expect(() => operationBranch(bad, '1')).toThrow('git reference');
      expect(() => operationTrailer(bad)).toThrow('git reference');
    }
  });
});
