/** A document of a stream. */
export interface StreamDocument {
  text: string;
  /** Line of the stream before its first one, from 0. */
  lineOffset: number;
}

/** At the start of a line this ends a document wherever it stands, also within texts (YAML 1.2.2, 9.1.2). */
const MARKER = /^---(?=[ \t\r\n]|$)/;

/** Splits YAML at its document markers; what has no line of content is no document. */
export function splitDocuments(stream: string): StreamDocument[] {
  const documents: StreamDocument[] = [];
  let lines: string[] = [];
  let lineOffset = 0;
  const finish = () => {
    if (lines.some(line => !/^(---)?\s*(#.*)?$/.test(line))) {
      documents.push({ text: lines.join('\n'), lineOffset });
    }
  };
  stream.split('\n').forEach((line, index) => {
    if (MARKER.test(line)) {
      finish();
      lines = [];
      lineOffset = index;
    }
    lines.push(line);
  });
  finish();
  return documents;
}
