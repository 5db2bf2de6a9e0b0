import { LineCounter, parseDocument } from 'yaml';

/** What the order action takes, so what the editor takes. */
export const MAX_YAML_LENGTH = 200_000;

/** Why a text is not YAML, and where. Lines and columns start at 1, offsets at 0. */
export interface YamlProblem {
  kind: 'syntax' | 'length';
  reason: string;
  line: number;
  column: number;
  from: number;
  to: number;
}

/** Finds the first thing that keeps a text from being YAML that an order takes. */
export function findYamlProblem(text: string): YamlProblem | undefined {
  if (text.length > MAX_YAML_LENGTH) {
    return {
      kind: 'length',
      reason: '',
      line: 1,
      column: 1,
      from: MAX_YAML_LENGTH,
      to: text.length,
    };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error) {
    const [from, to] = error.pos;
    return { ...place(from, to), reason: firstLine(error.message) };
  }
  try {
    // The same limit as on the server: an alias can blow a small text up to gigabytes.
    document.toJS({ maxAliasCount: 0 });
    return undefined;
  } catch (cause) {
    return { ...place(0, text.length), reason: firstLine(String(cause)) };
  }

  function place(from: number, to: number) {
    const { line, col } = lines.linePos(from);
    return { kind: 'syntax' as const, line, column: col, from, to };
  }
}

function firstLine(message: string): string {
  return message.replace(/^\w*Error: /, '').split('\n')[0];
}
