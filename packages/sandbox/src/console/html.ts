import { escapeHtml } from '../core';

/** HTML that is safe to send: everything put into it has been escaped. */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Joins the constant parts of a template with escaped values. */
  static fromTemplate(parts: TemplateStringsArray, values: HtmlValue[]): Html {
    return new Html(
      parts.reduce(
        (text, part, index) => `${text}${toText(values[index - 1])}${part}`,
      ),
    );
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template: text is escaped, HTML is not, lists are joined, undefined is nothing. */
export type HtmlValue =
  | Html
  | string
  | number
  | undefined
  | ReadonlyArray<HtmlValue>;

/** Template tag that escapes every value, so that no page can forget to. */
export function html(
  parts: TemplateStringsArray,
  ...values: HtmlValue[]
): Html {
  return Html.fromTemplate(parts, values);
}

function toText(value: HtmlValue): string {
  if (value === undefined) {
    return '';
  }
  if (value instanceof Html) {
    return value.toString();
  }
  if (typeof value === 'object') {
    return value.map(toText).join('');
  }
  return escapeHtml(String(value));
}
