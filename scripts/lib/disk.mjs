import { statfsSync } from 'node:fs';
import { CommandError } from './terminal.mjs';

const GIGABYTE = 1024 ** 3;

/** Refuses to go on when the file system of `folder` has less room than a step needs. */
export function requireDiskSpace(folder, gigabytes, purpose) {
  const { bavail, bsize } = statfsSync(folder);
  const message = diskMessage(bavail * bsize, gigabytes, folder, purpose);
  if (message) {
    throw new CommandError(message);
  }
}

export function diskMessage(freeBytes, gigabytes, folder, purpose) {
  if (freeBytes >= gigabytes * GIGABYTE) {
    return undefined;
  }
  const free = (freeBytes / GIGABYTE).toFixed(1);
  return `The disk of '${folder}' is full: ${purpose} needs about ${gigabytes} GB and ${free} GB are free. Free some space and run the command again.`;
}
