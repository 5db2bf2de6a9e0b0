/**
 * Makes text of a cluster safe to show and to store: no NUL and no half characters, which databases
 * refuse, and no `${{`, which the scaffolder would evaluate.
 *
 * @param text - what somebody wrote in a cluster
 * @param maxLength - in UTF-16 units; longer texts are cut between two characters
 * @public
 */
export function toPlainText(text: string, maxLength: number = 2000): string {
  return text
    .replaceAll('\u0000', '')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll('{{', '{ {')
    .replaceAll('{%', '{ %')
    .replaceAll('{#', '{ #')
    .slice(0, maxLength)
    .replace(/\p{Surrogate}$/u, '');
}
