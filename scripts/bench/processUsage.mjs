import { readFileSync } from 'node:fs';

/** Clock ticks a second: Linux reports CPU time in hundredths, whatever its own tick is. */
const TICKS = 100;

/** CPU time and memory of one process, from /proc. */
export function processUsage(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program may have spaces in it; the fields that count follow its bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = name =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
    peakMemoryMb: kilobytes('VmHWM') / 1024,
  };
}
