/**
 * Patterns of credentials that a message of a library may quote: user information in an address, headers, query
 * parameters, and the tokens of the systems that adapters talk to.
 */
const secrets: readonly [RegExp, string][] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi, '$1[redacted]@'],
  [/\b(bearer|basic|token)\s+[A-Za-z0-9+/_~.=-]{8,}/gi, '$1 [redacted]'],
  [
    /\b(access_token|client_secret|token|password|passwd|secret|api_?key|authorization|signature)(["']?\s*[=:]\s*["']?)(?!\[redacted\]|bearer |basic )[^\s&"',;}]+/gi,
    '$1$2[redacted]',
  ],
  // GitHub, Slack, JWT, AWS, and keys in PEM.
  [/\b(gh[opsru]_[A-Za-z0-9]{8,}|github_pat_\w{8,})/g, '[redacted]'],
  [/\bxox[a-z]-[A-Za-z0-9-]{8,}/g, '[redacted]'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '[redacted]'],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, '[redacted]'],
  [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    '[redacted]',
  ],
];

/**
 * A text that comes from elsewhere, without what looks like a credential: it is kept in the database, shown to
 * people and sent to their chats.
 */
export function redactSecrets(text: string): string {
  return secrets.reduce(
    (redacted, [pattern, replacement]) =>
      redacted.replace(pattern, replacement),
    text,
  );
}
