import { InputError } from '@backstage/errors';
import { Options, RRule } from 'rrule';

const days = '(?:MO|TU|WE|TH|FR|SA|SU)';
const list = (item: string) => new RegExp(`^${item}(?:,${item})*$`);

// The library takes what it does not understand for nothing, so a typing mistake would freeze nobody.
const parts: Record<string, RegExp> = {
  FREQ: /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9][0-9]{0,2}$/,
  COUNT: /^[1-9][0-9]{0,4}$/,
  UNTIL: /^[0-9]{8}(?:T[0-9]{6}Z?)?$/,
  WKST: new RegExp(`^${days}$`),
  BYDAY: list(`(?:[+-]?[1-9][0-9]?)?${days}`),
  BYMONTH: list('(?:[1-9]|1[0-2])'),
  BYMONTHDAY: list('-?(?:[1-9]|[12][0-9]|3[01])'),
  BYYEARDAY: list('-?[1-9][0-9]{0,2}'),
  BYWEEKNO: list('-?(?:[1-9]|[1-4][0-9]|5[0-3])'),
  BYSETPOS: list('-?[1-9][0-9]{0,2}'),
  BYHOUR: list('(?:[0-9]|1[0-9]|2[0-3])'),
  BYMINUTE: list('[1-5]?[0-9]'),
};

/** A recurrence rule, without when it begins. */
export type Recurrence = {
  options: Partial<Options>;
  /** Whether its end is a moment in UTC, and not a time on the clock of its zone. */
  untilIsUtc: boolean;
};

/**
 * Takes a recurrence rule of RFC 5545 apart, and refuses what is not one or opens more often than once a day's
 * minute: `FREQ=WEEKLY;BYDAY=FR`.
 */
export function parseRecurrence(key: string, text: string): Recurrence {
  const rule = text.trim().replace(/^RRULE:/i, '');
  const values = new Map<string, string>();
  for (const part of rule.split(';')) {
    const [name, value, ...rest] = part.split('=');
    const pattern = parts[name.toLocaleUpperCase('en-US')];
    if (!pattern || value === undefined || rest.length > 0) {
      throw new InputError(
        `${key} is '${text}', where '${part}' is no part of a rule of RFC 5545 that is known here: use ${Object.keys(
          parts,
        ).join(', ')}, for example FREQ=WEEKLY;BYDAY=FR`,
      );
    }
    const upper = value.toLocaleUpperCase('en-US');
    if (!pattern.test(upper)) {
      throw new InputError(
        `${key} is '${text}', where '${part}' has no value that ${name} can have: see RFC 5545, section 3.3.10`,
      );
    }
    if (values.has(name.toLocaleUpperCase('en-US'))) {
      throw new InputError(`${key} is '${text}', which says ${name} twice`);
    }
    values.set(name.toLocaleUpperCase('en-US'), upper);
  }
  if (!values.has('FREQ')) {
    throw new InputError(
      `${key} is '${text}', which does not say how often: add FREQ, for example FREQ=WEEKLY;BYDAY=FR`,
    );
  }
  return {
    options: RRule.parseString(
      [...values].map(([name, value]) => `${name}=${value}`).join(';'),
    ),
    untilIsUtc: values.get('UNTIL')?.endsWith('Z') ?? false,
  };
}
