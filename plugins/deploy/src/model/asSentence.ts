/** A text that others wrote, ended with one full stop, so that something can follow it. */
export function asSentence(text: string): string {
  return text.replace(/[.\s]*$/, '.');
}
