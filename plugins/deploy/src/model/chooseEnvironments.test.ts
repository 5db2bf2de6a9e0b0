import { chooseEnvironments } from './chooseEnvironments';

const environments = [
  { name: 'development', aliases: ['dev'] },
  { name: 'qa', aliases: [] },
  { name: 'prod', aliases: ['production'] },
];

describe('the environments of a comparison', () => {
  it.each([
    [{}, { from: 'development', to: 'qa' }],
    [{ from: 'qa' }, { from: 'qa', to: 'prod' }],
    [{ to: 'prod' }, { from: 'qa', to: 'prod' }],
    [
      { from: 'dev', to: 'Production' },
      { from: 'development', to: 'prod' },
    ],
    [
      { from: 'prod', to: 'qa' },
      { from: 'prod', to: 'qa' },
    ],
  ])('of %j are %j', (asked, expected) => {
    expect(chooseEnvironments(environments, asked)).toEqual({
      ...expected,
      unknown: [],
    });
  });

  it('has nothing where there is no neighbor', () => {
    expect(chooseEnvironments(environments, { from: 'prod' })).toEqual({
      from: 'prod',
      to: undefined,
      unknown: [],
    });
    expect(chooseEnvironments([environments[0]], {})).toEqual({
      from: 'development',
      to: undefined,
      unknown: [],
    });
    expect(chooseEnvironments([], { from: 'qa' })).toEqual({ unknown: [] });
  });

  it('names what is not there, and guesses nothing', () => {
    expect(chooseEnvironments(environments, { from: 'pro', to: 'qa' })).toEqual(
      { from: undefined, to: 'qa', unknown: ['pro'] },
    );
    expect(chooseEnvironments(environments, { to: 'nowhere' })).toEqual({
      from: undefined,
      to: undefined,
      unknown: ['nowhere'],
    });
  });
});
