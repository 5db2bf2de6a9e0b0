/**
 * A line such as `Co-authored-by: …` at the end of a commit message.
 *
 * @public
 */
export interface CommitTrailer {
  key: string;
  value: string;
}

/**
 * A person whom a commit names as co-author.
 *
 * @public
 */
export interface CommitAuthor {
  name: string;
  email: string;
}

const TRAILER_LINE = /^([A-Za-z][A-Za-z0-9-]*): (.+)$/;

// One line of outside text: a line break in it would start a trailer of its own.
function toLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * Builds a commit message with trailers.
 *
 * @public
 */
export function formatCommitMessage(
  message: string,
  trailers: CommitTrailer[],
): string {
  const text = message.replace(/\r\n?/g, '\n').trim();
  if (trailers.length === 0) {
    return text;
  }
  const lines = trailers.map(({ key, value }) => `${key}: ${toLine(value)}`);
  return `${text}\n\n${lines.join('\n')}`;
}

/**
 * Reads a trailer from the last paragraph of a commit message.
 *
 * @public
 */
export function readCommitTrailer(
  message: string,
  key: string,
): string | undefined {
  const paragraph =
    message
      .trim()
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  for (const line of paragraph.split('\n')) {
    const match = TRAILER_LINE.exec(line.trim());
    if (match?.[1].toLowerCase() === key.toLowerCase()) {
      return match[2];
    }
  }
  return undefined;
}

/**
 * The trailer with which GitHub shows a second author.
 *
 * @public
 */
export function coAuthorTrailer(author: CommitAuthor): CommitTrailer {
  const name = author.name.replace(/[<>]/g, '');
  const email = author.email.replace(/[<>\s]/g, '');
  return { key: 'Co-authored-by', value: `${toLine(name)} <${email}>` };
}
