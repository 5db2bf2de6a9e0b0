const MAX_LENGTH = 2000;

/**
 * Text of a cluster or a service for people: shortened, and without credentials that tools like to quote,
 * such as those in the address of a repository.
 *
 * @public
 */
export function withoutSecrets(text: string): string {
  return text
    .slice(0, MAX_LENGTH)
    .replace(/(https?:\/\/)[^\s/@]+@/gi, '$1***@')
    .replace(/\b(bearer|basic|token)\s+[\w.~+/=-]{8,}/gi, '$1 ***')
    .replace(
      /\b(password|passwd|secret|token|api[_-]?key|access[_-]?key)(["']?\s*[=:]\s*["']?)[^\s"',;&]{4,}/gi,
      '$1$2***',
    )
    .replace(/\b(gh[pousr]_|github_pat_|glpat-|xox[abp]-)\w{8,}/g, '$1***')
    .replace(/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '***')
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, '***');
}
