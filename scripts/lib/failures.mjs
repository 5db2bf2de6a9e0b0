/**
 * What the log of a failed step says about its cause, in words that help. The order matters: a native add-on first
 * tries to download a prebuilt file, so its log may show a network error although what failed is the compiler.
 */
const causes = [
  {
    kind: 'disk-full',
    pattern: /ENOSPC|no space left on device|EDQUOT|disk quota exceeded/i,
    message: () =>
      'The disk is full. Free some space (a first installation needs about 6 GB) and run the command again.',
  },
  {
    kind: 'certificate',
    pattern:
      /SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|self[- ]signed certificate|CERT_HAS_EXPIRED|ERR_TLS_CERT_ALTNAME_INVALID/i,
    message: () =>
      'The npm registry answered with a certificate that this machine does not trust. If your network has a certificate authority of its own, set NODE_EXTRA_CA_CERTS to its PEM file.',
  },
  {
    kind: 'build-tools',
    pattern:
      /find Python.*not found|Could not find any Python installation|not found: make|make: not found|(g\+\+|c\+\+|cc): (command )?not found|no acceptable C compiler|No Xcode or CLT/i,
    message: () =>
      'A native add-on could not be built. Install python3, make and a C++ compiler (Debian: build-essential and python3; macOS: xcode-select --install).',
  },
  {
    kind: 'lockfile',
    pattern: /YN0028|lockfile would have been (created|modified)/,
    message: () =>
      "yarn.lock does not match the package.json files. Run 'yarn install' with the Yarn of this repository and commit yarn.lock.",
  },
  {
    kind: 'integrity',
    pattern: /EINTEGRITY|YN0018|integrity checksum failed/i,
    message: () =>
      'A downloaded package does not have the checksum of the lock file. Clear the npm and Yarn caches, and check what a proxy or mirror in between serves.',
  },
  {
    kind: 'registry-unreachable',
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|socket hang up|tunneling socket|Proxy Authentication Required|\b407\b|RequestError|ERR_INVALID_PROXY/i,
    message: log => {
      const [code] =
        /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|407/.exec(
          log,
        ) ?? [];
      return [
        `The npm registry cannot be reached${
          code ? ` (${code})` : ''
        }. Check the network connection, then these settings:`,
        '  HTTPS_PROXY, HTTP_PROXY, NO_PROXY           the proxy of your network',
        '  NODE_EXTRA_CA_CERTS                         its certificate authority',
        '  npm_config_registry, YARN_NPM_REGISTRY_SERVER  a mirror instead of the public registry',
      ].join('\n');
    },
  },
  {
    kind: 'permission',
    pattern: /EACCES|EPERM|EROFS|permission denied|read-only file system/i,
    message: () =>
      'A file could not be written. Check that the folder of the repository belongs to you and is writable.',
  },
];

/**
 * Recognizes the cause of a failure in the text of a log.
 *
 * @param {string} log
 * @returns {{ kind: string, message: string } | undefined}
 */
export function classifyFailure(log) {
  const cause = causes.find(({ pattern }) => pattern.test(log));
  return cause && { kind: cause.kind, message: cause.message(log) };
}

/** The last lines of a log, without terminal colors. */
export function lastLines(log, count = 30) {
  return log
    .replace(/\u001b\[[0-9;]*[A-Za-z]/g, '')
    .trimEnd()
    .split('\n')
    .slice(-count)
    .join('\n');
}
