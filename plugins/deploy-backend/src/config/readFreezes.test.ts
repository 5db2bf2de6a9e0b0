import { ConfigReader } from '@backstage/config';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { findFreeze, listFreezes } from '../gates/freezes';
import { readDeployConfig } from './readDeployConfig';

function read(...freezes: object[]) {
  return readDeployConfig(new ConfigReader({ deploy: { freezes } })).freezes;
}

const weekend = {
  name: 'Weekend',
  environments: ['prod'],
  rrule: 'FREQ=WEEKLY;BYDAY=FR',
  start: '2026-01-02T18:00',
  duration: { hours: 60 },
  timeZone: 'Europe/Berlin',
};

function openAt(freeze: object, at: string, environment = 'prod') {
  return findFreeze(read(freeze), {
    action: 'promote',
    environment,
    now: new Date(at),
  });
}

describe('readFreezes', () => {
  it('follows a rule on the clock of its time zone, in winter and in summer', () => {
    // 18:00 in Berlin is 17:00 in UTC in winter, and 16:00 in summer.
    expect(openAt(weekend, '2026-01-16T16:59:59Z')).toBeUndefined();
    expect(openAt(weekend, '2026-01-16T17:00:00Z')?.endsAt).toBe(
      '2026-01-19T05:00:00.000Z',
    );
    expect(openAt(weekend, '2026-07-17T15:59:59Z')).toBeUndefined();
    expect(openAt(weekend, '2026-07-17T16:00:00Z')?.endsAt).toBe(
      '2026-07-20T04:00:00.000Z',
    );
    expect(openAt(weekend, '2026-07-20T04:00:00Z')).toBeUndefined();
    expect(openAt(weekend, '2026-07-18T00:00:00Z', 'qa')).toBeUndefined();
  });

  it('lasts days on the clock, and hours in time, when the clock is changed', () => {
    const days = { ...weekend, duration: { days: 3 } };
    const hours = { ...weekend, duration: { hours: 72 } };
    // Clocks go forward in the night to the 29th of March.
    const inside = '2026-03-28T00:00:00Z';
    expect(openAt(days, inside)?.endsAt).toBe('2026-03-30T16:00:00.000Z');
    expect(openAt(hours, inside)?.endsAt).toBe('2026-03-30T17:00:00.000Z');
  });

  it('ends with UNTIL in UTC or on the clock, and after COUNT', () => {
    const until = (text: string) => ({
      ...weekend,
      rrule: `${weekend.rrule};UNTIL=${text}`,
    });
    const last = '2026-01-16T18:00:00Z';
    expect(openAt(until('20260116T170000Z'), last)).toBeDefined();
    expect(openAt(until('20260116T165959Z'), last)).toBeUndefined();
    expect(openAt(until('20260116T180000'), last)).toBeDefined();
    expect(openAt(until('20260116T175959'), last)).toBeUndefined();
    const count = { ...weekend, rrule: `${weekend.rrule};COUNT=3` };
    expect(openAt(count, last)).toBeDefined();
    expect(openAt(count, '2026-01-23T18:00:00Z')).toBeUndefined();
  });

  it('knows a freeze that begins where another ends', () => {
    const freezes = read(
      { name: 'Eve', start: '2026-12-24T18:00', end: '2026-12-25T00:00' },
      { name: 'Day', start: '2026-12-25T00:00', end: '2026-12-27T00:00' },
    );
    expect(
      findFreeze(freezes, {
        action: 'promote',
        environment: 'qa',
        now: new Date('2026-12-24T20:00:00Z'),
      }),
    ).toMatchObject({ name: 'Eve', endsAt: '2026-12-27T00:00:00.000Z' });
  });

  it('lists what is open, or opens within a day', () => {
    const freezes = read(weekend);
    const list = (now: string, environments = ['qa', 'prod']) =>
      listFreezes(freezes, { environments, now: new Date(now) });
    expect(list('2026-07-16T15:00:00Z')).toEqual([]);
    expect(list('2026-07-16T17:00:00Z')).toEqual([
      {
        name: 'Weekend',
        environments: ['prod'],
        reason: 'Changes are frozen',
        start: '2026-07-17T16:00:00.000Z',
        end: '2026-07-20T04:00:00.000Z',
        active: false,
      },
    ]);
    expect(list('2026-07-18T12:00:00Z')).toMatchObject([{ active: true }]);
    expect(list('2026-07-18T12:00:00Z', ['qa'])).toEqual([]);
  });

  it('is open at any moment of a period, and at no other, in every zone', () => {
    const [freeze] = read(weekend);
    const zone = 'Europe/Berlin';
    fc.assert(
      fc.property(
        fc.integer({
          min: Date.parse('2026-02-01'),
          max: Date.parse('2031-01-01'),
        }),
        moment => {
          const wall = DateTime.fromMillis(moment, { zone });
          const friday = wall
            .startOf('week')
            .plus({ days: 4, hours: 18 })
            .minus({ weeks: wall.weekday < 5 ? 1 : 0 });
          const candidates = [friday, friday.minus({ weeks: 1 })];
          const expected = candidates.some(
            start => start <= wall && wall < start.plus({ hours: 60 }),
          );
          const open = freeze.periods(new Date(moment), new Date(moment + 1));
          expect(open.length > 0).toBe(expected);
        },
      ),
    );
  });

  const fixed = { start: '2026-01-01', end: '2026-01-02' };
  it.each<[object, string]>([
    [
      { ...weekend, rrule: 'FREQ=SOMETIMES' },
      "deploy.freezes[0].rrule is 'FREQ=SOMETIMES', where 'FREQ=SOMETIMES' has no value",
    ],
    [
      { ...weekend, rrule: 'FREQ=WEEKLY;BYDAY=FRIDAY' },
      "where 'BYDAY=FRIDAY' has no value that BYDAY can have",
    ],
    [
      { ...weekend, rrule: 'every Friday' },
      "'every Friday' is no part of a rule of RFC 5545",
    ],
    [{ ...weekend, rrule: 'FREQ=SECONDLY' }, "'FREQ=SECONDLY' has no value"],
    [{ ...weekend, rrule: 'BYDAY=FR' }, 'does not say how often'],
    [{ ...weekend, rrule: 'FREQ=DAILY;FREQ=WEEKLY' }, 'says FREQ twice'],
    [
      { ...weekend, rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' },
      'never happens after deploy.freezes[0].start',
    ],
    [
      {
        ...weekend,
        rrule: 'FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6;BYMINUTE=0,10,20,30,40,50',
      },
      'happens too often: at most 2000 times in a year',
    ],
    [
      { ...weekend, timeZone: 'Mars/Phobos' },
      "deploy.freezes[0].timeZone is 'Mars/Phobos'",
    ],
    [{ ...fixed, timeZone: 'local' }, "timeZone is 'local'"],
    [{ ...fixed, timeZone: '+02:00' }, "timeZone is '+02:00'"],
    [
      { ...weekend, duration: undefined },
      'deploy.freezes[0].duration is missing',
    ],
    [{ ...weekend, duration: { hours: 0 } }, 'longer than nothing'],
    [{ ...weekend, end: '2026-02-01' }, 'deploy.freezes[0].end is for'],
    [{ ...fixed, duration: { hours: 1 } }, 'deploy.freezes[0].duration is for'],
    [
      { ...fixed, end: '2025-01-01' },
      "end is '2025-01-01', which is not after",
    ],
    [{ end: '2026-01-01' }, 'freezes[0].start'],
    [{ ...fixed, start: 'soon' }, "deploy.freezes[0].start is 'soon'"],
    [{ ...fixed, environments: ['moon'] }, "environments names 'moon'"],
    [{ ...fixed, environments: [] }, 'environments is empty'],
    [
      { ...fixed, environments: ['prod', 'production'] },
      "environments names 'prod' twice",
    ],
  ])('F11: names the key of a mistake: %j', (freeze, message) => {
    expect(() => read(freeze)).toThrow(message);
  });

  it('F11: tells two freezes of one name apart by their keys', () => {
    const named = { ...fixed, name: 'Audit' };
    expect(() => read(named, weekend, named)).toThrow(
      "deploy.freezes[2].name is 'Audit', which deploy.freezes[0] uses already",
    );
  });
});
