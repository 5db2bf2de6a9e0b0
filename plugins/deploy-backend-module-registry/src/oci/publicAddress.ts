import { lookup as resolve, LookupAddress } from 'node:dns';
import { BlockList, isIP, LookupFunction } from 'node:net';

/** Addresses that are not of the public internet, by the registries of IANA for special purposes. */
const inner = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  inner.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['100::', 64],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inner.addSubnet(network, prefix, 'ipv6');
}

/** Whether an address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) {
    return isPublicAddress(mapped);
  }
  // IPv4 in other spellings of IPv6 is no address that somebody means well with.
  if (/^::ffff:/i.test(address)) {
    return false;
  }
  const family = isIP(address);
  return family !== 0 && !inner.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Looks a name up and gives public addresses only. Used for the connection itself, so that a name cannot mean one
 * address when it is checked and another when it is called.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(
    hostname,
    { ...options, all: true },
    (error, addresses: LookupAddress[]) => {
      const allowed = (addresses ?? []).filter(({ address }) =>
        isPublicAddress(address),
      );
      if (error || allowed.length === 0) {
        callback(
          error ??
            new Error(
              `'${hostname}' is an address of the inner network; add it to storageHosts if that is right`,
            ),
          options.all ? [] : '',
          0,
        );
      } else if (options.all) {
        callback(null, allowed);
      } else {
        callback(null, allowed[0].address, allowed[0].family);
      }
    },
  );
};
