import { isJsonObject } from '../../kubernetes/types';

/**
 * The part of Go templates that ApplicationSets are written with: fields,
 * text and number literals, functions, pipelines and parentheses. There are
 * no blocks (`if`, `range`) and no variables; using one is an error.
 */

type Value = unknown;

const MAXIMUM_NAME = 253;

/** Argo CD's `normalize`: a valid DNS name made of a text. */
function normalize(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9-.]/g, '-')
    .slice(0, MAXIMUM_NAME)
    .replace(/^[-.]+|[-.]+$/g, '');
}

function slugify(text: string, length = 50): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, length)
    .replace(/^-+|-+$/g, '');
}

const FUNCTIONS: Record<string, (...values: Value[]) => Value> = {
  normalize: text => normalize(String(text)),
  slugify: (...values) =>
    values.length > 1
      ? slugify(String(values[values.length - 1]), Number(values[0]))
      : slugify(String(values[0])),
  trimPrefix: (prefix, text) =>
    String(text).startsWith(String(prefix))
      ? String(text).slice(String(prefix).length)
      : text,
  trimSuffix: (suffix, text) =>
    String(text).endsWith(String(suffix))
      ? String(text).slice(0, String(text).length - String(suffix).length)
      : text,
  trim: text => String(text).trim(),
  lower: text => String(text).toLowerCase(),
  upper: text => String(text).toUpperCase(),
  replace: (from, to, text) =>
    String(text).split(String(from)).join(String(to)),
  trunc: (length, text) =>
    Number(length) < 0
      ? String(text).slice(Number(length))
      : String(text).slice(0, Number(length)),
  default: (fallback, value) =>
    value === undefined || value === '' ? fallback : value,
  quote: text => JSON.stringify(String(text)),
  toString: (value: Value) => String(value),
  index: (container, key) =>
    isJsonObject(container) ? container[String(key)] : undefined,
};

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*"|`[^`]*`)|([|()])|(\.[\w.]*)|(-?\d+(?![\w]))|(\w+))/y;

type Token =
  | { kind: 'text'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'field'; path: string[] }
  | { kind: 'word'; name: string }
  | { kind: 'symbol'; symbol: string };

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = expression.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(expression);
    if (!match) {
      throw new Error(
        `unexpected '${expression
          .slice(start)
          .trim()}' in template '{{${expression}}}'`,
      );
    }
    const [, text, symbol, field, number, word] = match;
    if (text !== undefined) {
      tokens.push({
        kind: 'text',
        value: text.startsWith('`')
          ? text.slice(1, -1)
          : (JSON.parse(text) as string),
      });
    } else if (symbol !== undefined) {
      tokens.push({ kind: 'symbol', symbol });
    } else if (field !== undefined) {
      tokens.push({ kind: 'field', path: field.split('.').filter(Boolean) });
    } else if (number !== undefined) {
      tokens.push({ kind: 'number', value: Number(number) });
    } else {
      tokens.push({ kind: 'word', name: word });
    }
  }
  return tokens;
}

class Evaluation {
  #position = 0;

  constructor(
    private readonly tokens: Token[],
    private readonly parameters: Record<string, unknown>,
    private readonly failOnMissing: boolean,
  ) {}

  run(): Value {
    const value = this.#pipeline();
    if (this.#position < this.tokens.length) {
      throw new Error('unexpected text at the end of a template expression');
    }
    return value;
  }

  #isSymbol(symbol: string): boolean {
    const token = this.tokens[this.#position];
    return token?.kind === 'symbol' && token.symbol === symbol;
  }

  #pipeline(): Value {
    let value = this.#command([]);
    while (this.#isSymbol('|')) {
      this.#position += 1;
      value = this.#command([value]);
    }
    return value;
  }

  /** A function with its arguments, or one operand; a piped value comes last. */
  #command(piped: Value[]): Value {
    const token = this.tokens[this.#position];
    if (token?.kind !== 'word' || ['true', 'false'].includes(token.name)) {
      return this.#operand();
    }
    this.#position += 1;
    const call = Object.hasOwn(FUNCTIONS, token.name)
      ? FUNCTIONS[token.name]
      : undefined;
    if (!call) {
      throw new Error(`function "${token.name}" not defined in the sandbox`);
    }
    const values: Value[] = [];
    while (
      this.#position < this.tokens.length &&
      !this.#isSymbol('|') &&
      !this.#isSymbol(')')
    ) {
      values.push(this.#operand());
    }
    return call(...values, ...piped);
  }

  #operand(): Value {
    const token = this.tokens[this.#position];
    this.#position += 1;
    switch (token?.kind) {
      case 'text':
      case 'number':
        return token.value;
      case 'field':
        return this.#field(token.path);
      case 'word':
        return token.name === 'true';
      case 'symbol': {
        if (token.symbol !== '(') {
          throw new Error(`unexpected '${token.symbol}' in a template`);
        }
        const value = this.#pipeline();
        if (!this.#isSymbol(')')) {
          throw new Error("missing ')' in a template");
        }
        this.#position += 1;
        return value;
      }
      default:
        throw new Error('missing value in a template');
    }
  }

  #field(path: string[]): Value {
    let value: Value = this.parameters;
    for (const key of path) {
      const found =
        isJsonObject(value) && Object.hasOwn(value, key)
          ? value[key]
          : undefined;
      if (found === undefined && this.failOnMissing) {
        throw new Error(`map has no entry for key "${key}"`);
      }
      value = found;
    }
    return value;
  }
}

/** Fills the parameters into a text. */
export function renderGoTemplate(
  template: string,
  parameters: Record<string, unknown>,
  options: { failOnMissing: boolean },
): string {
  return template.replace(
    /(?:\s*\{\{-(?=\s)|\{\{)([^]*?)(?:\s-\}\}\s*|\}\})/g,
    (_match, expression: string) => {
      if (/^\s*(if|range|with|end|else|define|block)\b/.test(expression)) {
        throw new Error(
          `template block '{{${expression}}}' is not supported in the sandbox`,
        );
      }
      const value = new Evaluation(
        tokenize(expression),
        parameters,
        options.failOnMissing,
      ).run();
      return value === undefined ? '<no value>' : String(value);
    },
  );
}

/** Fills flat parameters into `{{name}}`, as templates without `goTemplate` are written. */
export function renderPlainTemplate(
  template: string,
  parameters: Record<string, unknown>,
): string {
  return template.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (whole, key: string) =>
    Object.hasOwn(parameters, key) ? String(parameters[key]) : whole,
  );
}

/** Fills the parameters into every text of a value, keys included. */
export function renderEverywhere(
  value: unknown,
  render: (text: string) => string,
): unknown {
  if (typeof value === 'string') {
    return render(value);
  }
  if (Array.isArray(value)) {
    return value.map(item => renderEverywhere(item, render));
  }
  return isJsonObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, child]) => [
          render(key),
          renderEverywhere(child, render),
        ]),
      )
    : value;
}
