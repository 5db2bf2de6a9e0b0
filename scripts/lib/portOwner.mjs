import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';

/**
 * The process that listens on a port, where the system tells (Linux, and only processes that we may look at).
 *
 * @returns {{ pid: number, name: string } | undefined}
 */
export function ownerOfPort(port) {
  try {
    const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(file =>
      listeningInodes(readFileSync(file, 'utf8'), port),
    );
    return inodes.length > 0 ? findOwner(inodes) : undefined;
  } catch {
    return undefined;
  }
}

/** The socket inodes of the listeners of a port, from the text of /proc/net/tcp. */
export function listeningInodes(table, port) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(columns => columns[1]?.endsWith(suffix) && columns[3] === LISTENING)
    .map(columns => columns[9]);
}

function findOwner(inodes) {
  const sockets = new Set(inodes.map(inode => `socket:[${inode}]`));
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    if (openFiles(pid).some(target => sockets.has(target))) {
      return {
        pid: Number(pid),
        name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim(),
      };
    }
  }
  return undefined;
}

function openFiles(pid) {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).map(name => {
      try {
        return readlinkSync(`${folder}/${name}`);
      } catch {
        return '';
      }
    });
  } catch {
    // Another user's process.
    return [];
  }
}
