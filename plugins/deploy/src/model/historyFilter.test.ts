import {
  HistoryFilter,
  parseHistoryFilter,
  toHistoryQuery,
} from './historyFilter';

describe('the filter of the history', () => {
  it('is read from an address, and asked for in the words of the API', () => {
    const filter: HistoryFilter = {
      environment: 'qa',
      kind: 'rollback',
      state: 'timed-out',
      by: 'user:default/developer',
    };
    expect(parseHistoryFilter(new URLSearchParams(filter))).toEqual(filter);
    expect(toHistoryQuery(filter)).toEqual({
      environment: 'qa',
      kind: 'rollback',
      state: 'timed-out',
      requestedBy: 'user:default/developer',
    });
  });

  it('leaves out what it does not understand, and asks for nothing empty', () => {
    const filter = parseHistoryFilter(
      new URLSearchParams('kind=undo&state=constructor&environment=%20'),
    );
    expect(Object.values(filter)).toEqual(['', '', '', '']);
    expect(Object.values(toHistoryQuery(filter))).toEqual(
      Array(4).fill(undefined),
    );
  });
});
