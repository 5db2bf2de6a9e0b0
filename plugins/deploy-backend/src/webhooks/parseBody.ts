import { WebhookRefusedError } from './WebhookRefusedError';

/** No sender nests deeper; what is read later may walk the tree by recursion. */
const MAX_DEPTH = 64;

/**
 * The text of a body, and what it says as JSON. GitHub's, the deepest, has about ten levels.
 *
 * @throws WebhookRefusedError with the code `bad-body`
 */
export function parseBody(bytes: Uint8Array): { text: string; json: unknown } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new WebhookRefusedError('bad-body', 'The body is not UTF-8 text');
  }
  if (isTooDeep(text)) {
    throw new WebhookRefusedError(
      'bad-body',
      `The body is nested deeper than ${MAX_DEPTH} levels`,
    );
  }
  try {
    const json: unknown = JSON.parse(text);
    return { text, json };
  } catch {
    throw new WebhookRefusedError(
      'bad-body',
      'The body is not JSON. Set the content type of the webhook to application/json',
    );
  }
}

/** Counts brackets outside of texts. Looks before anything parses: a parser may use the stack. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') {
        at++;
      } else if (character === '"') {
        quoted = false;
      }
    } else if (character === '"') {
      quoted = true;
    } else if (character === '{' || character === '[') {
      depth++;
      if (depth > MAX_DEPTH) {
        return true;
      }
    } else if (character === '}' || character === ']') {
      depth--;
    }
  }
  return false;
}
