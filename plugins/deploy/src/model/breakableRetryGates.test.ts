import { Gate } from '@openportal/plugin-deploy-common';
import {
  environmentView,
  operation,
  preview,
  version,
} from '../__testUtils__/views';
import { breakableRetryGates } from './breakableRetryGates';

const freeze: Gate = {
  id: 'freeze',
  title: 'Freeze',
  status: 'fail',
  reason: 'qa is frozen',
  breakGlass: true,
};
const soak: Gate = {
  id: 'soak',
  title: 'Soak time',
  status: 'fail',
  reason: 'It is healthy for a minute only',
  breakGlass: true,
};

const promotion = operation('failed');
const rollback = { ...promotion, kind: 'rollback' as const };

function idsOf(...parameters: Parameters<typeof breakableRetryGates>) {
  return breakableRetryGates(...parameters).map(({ id }) => id);
}

describe('breakableRetryGates', () => {
  it('finds those of the promotion that leads to the environment', () => {
    const environments = [
      environmentView('development', {
        promote: preview({ gates: [freeze, { ...soak, breakGlass: false }] }),
        rollback: preview({ environment: 'development', gates: [soak] }),
      }),
      environmentView('qa', { rollback: preview({ gates: [soak] }) }),
    ];
    expect(idsOf({ environments }, promotion)).toEqual(['freeze']);
    expect(idsOf({ environments }, rollback)).toEqual(['soak']);
  });

  it('leaves out how long another version has been healthy', () => {
    const environments = [
      environmentView('development', {
        promote: preview({ to: version('3333333'), gates: [freeze, soak] }),
      }),
    ];
    expect(idsOf({ environments }, promotion)).toEqual(['freeze']);
    expect(
      idsOf({ environments }, { ...promotion, to: version('3333333') }),
    ).toEqual(['freeze', 'soak']);
  });

  it('finds none where nothing leads there', () => {
    expect(idsOf({ environments: [] }, promotion)).toEqual([]);
    expect(idsOf({ environments: [] }, rollback)).toEqual([]);
  });
});
