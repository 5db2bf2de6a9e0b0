/** What is wrong with a file, and where in it. */
export interface FileProblem {
  file: string;
  /** Field of the document, line of the text, or `file`. */
  path: string;
  reason: string;
}

/** The line that tells a person about it: `FILE: path: reason`. */
export function describeProblem({ file, path, reason }: FileProblem): string {
  const line = `${file}: ${path}: ${reason}`;
  // Whatever stands in a file, it makes one line and moves no cursor.
  return `${line.replace(/\p{Cc}+/gu, ' ')}\n`;
}
