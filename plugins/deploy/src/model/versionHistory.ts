import { VersionOption } from '@openportal/plugin-deploy-common';

/** A version of an environment with its time there. */
export type VersionRow = {
  option: VersionOption;
  /** How long it was what should run, in milliseconds. Undefined where that is not known. */
  activeMs?: number;
  ended: 'current' | 'bad' | 'never-healthy' | 'replaced';
  /** The version that came after it, where it was replaced. */
  replacedBy?: string;
  isSelectable: boolean;
};

/**
 * The versions of an environment as rows of its history, the newest first as
 * the API gives them. A version was active until the next one came.
 */
export function toVersionRows(
  options: readonly VersionOption[],
  now: Date,
): VersionRow[] {
  return options.map((option, index) => {
    const next = options[index - 1];
    const start = toTime(option.deployedAt);
    const end = option.current ? now.getTime() : toTime(next?.deployedAt);
    return {
      option,
      activeMs:
        start !== undefined && end !== undefined && end >= start
          ? end - start
          : undefined,
      ended: endOf(option),
      replacedBy: option.current ? undefined : next?.version,
      // What nobody saw healthy there is no version to go back to.
      isSelectable:
        !option.current &&
        option.presence !== 'missing' &&
        option.healthyAt !== undefined,
    };
  });
}

function endOf(option: VersionOption): VersionRow['ended'] {
  if (option.current) {
    return 'current';
  }
  if (option.bad) {
    return 'bad';
  }
  return option.healthyAt === undefined ? 'never-healthy' : 'replaced';
}

function toTime(timestamp: string | undefined): number | undefined {
  const time = timestamp === undefined ? NaN : Date.parse(timestamp);
  return Number.isNaN(time) ? undefined : time;
}
