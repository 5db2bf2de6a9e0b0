import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';

type Library = typeof import('@marcbachmann/cel-js');
type SyntaxTree = ParseResult['ast'];

/** What an expression is evaluated with. `oldSelf` is only there when an object changes. */
export interface ExpressionInput {
  self: unknown;
  oldSelf?: unknown;
}

/** A CEL expression that was compiled. */
export interface Expression {
  /** Compares with the state before the change, so it is only evaluated when there is one. */
  isTransition: boolean;
  evaluate(input: ExpressionInput): unknown;
}

const LINEAR_MATCHES = 'sandboxMatches';

/**
 * Compiles the CEL expressions of `x-kubernetes-validations`, with the functions that Kubernetes adds to lists and
 * strings. Kubernetes' types of its own (`quantity`, `url`, `ip`, `cidr`) are unknown here.
 */
export class Expressions {
  readonly #library: Library;
  readonly #environment: Environment;
  readonly #compiled = new Map<string, Expression>();

  private constructor(library: Library) {
    this.#library = library;
    this.#environment = withKubernetesFunctions(
      new library.Environment({
        enableOptionalTypes: true,
        homogeneousAggregateLiterals: false,
      })
        .registerVariable('self', 'dyn')
        .registerVariable('oldSelf', 'dyn'),
    );
  }

  /** The library is an ES module, so it cannot be required. */
  static async load(): Promise<Expressions> {
    return new Expressions(await import('@marcbachmann/cel-js'));
  }

  /** Compiles an expression; throws an error that says what is wrong with it. */
  compile(text: string): Expression {
    let expression = this.#compiled.get(text);
    if (!expression) {
      expression = this.#compile(text);
      this.#compiled.set(text, expression);
    }
    return expression;
  }

  /** A value that may be absent, as `optionalOldSelf` wants it. */
  optional(value: unknown): unknown {
    const { Optional } = this.#library;
    return value === undefined ? Optional.none() : Optional.of(value);
  }

  #compile(text: string): Expression {
    try {
      const { ast } = this.#environment.parse(text);
      const names = new Set<string>();
      useLinearMatches(ast, names);
      const linear = this.#library.serialize(ast);
      const checked = this.#environment.check(linear);
      if (!checked.valid) {
        throw checked.error ?? new Error('the expression is not valid');
      }
      const evaluate = this.#environment.parse(linear);
      return {
        isTransition: names.has('oldSelf'),
        evaluate: input => evaluate({ ...input }),
      };
    } catch (error) {
      throw new Error(`compilation failed: ${summaryOf(error)}`);
    }
  }
}

/** What is wrong with an expression, without the drawing of where. */
export function summaryOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return 'summary' in error ? String(error.summary) : error.message;
}

/** Sends `matches` to a linear engine: a pattern must not be able to keep the sandbox busy. Changes the tree. */
function useLinearMatches(tree: SyntaxTree, names: Set<string>): void {
  if (tree.op === 'id') {
    names.add(tree.args);
  }
  if (tree.op === 'rcall' && tree.args[0] === 'matches') {
    tree.args[0] = LINEAR_MATCHES;
  }
  const visit = (part: unknown) => {
    if (Array.isArray(part)) {
      part.forEach(visit);
    } else if (isTree(part)) {
      useLinearMatches(part, names);
    }
  };
  visit(tree.args);
}

function isTree(value: unknown): value is SyntaxTree {
  return (
    typeof value === 'object' &&
    value !== null &&
    'op' in value &&
    'args' in value
  );
}

function compare(left: unknown, right: unknown): number {
  const [a, b] = [left, right] as [number, number];
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function sum(values: Array<number | bigint>): number | bigint {
  return values.every(value => typeof value === 'bigint')
    ? values.reduce<bigint>((total, value) => total + BigInt(value), 0n)
    : values.reduce<number>((total, value) => total + Number(value), 0);
}

function extreme(values: unknown[], sign: number): unknown {
  if (values.length === 0) {
    throw new Error(`${sign < 0 ? 'min' : 'max'} of an empty list`);
  }
  return values.reduce((best, value) =>
    compare(value, best) * sign > 0 ? value : best,
  );
}

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library and the one for regular expressions. */
function withKubernetesFunctions(environment: Environment): Environment {
  return environment
    .registerFunction(
      `string.${LINEAR_MATCHES}(string): bool`,
      (text: string, pattern: string) =>
        RE2JS.compile(pattern).matcher(text).find(),
    )
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => findAll(text, pattern)[0] ?? '',
    )
    .registerFunction('string.findAll(string): list<string>', findAll)
    .registerFunction('list.isSorted(): bool', (values: unknown[]) =>
      values.every(
        (value, index) => index === 0 || compare(values[index - 1], value) <= 0,
      ),
    )
    .registerFunction('list.sum(): dyn', sum)
    .registerFunction('list.min(): dyn', (values: unknown[]) =>
      extreme(values, -1),
    )
    .registerFunction('list.max(): dyn', (values: unknown[]) =>
      extreme(values, 1),
    );
}

function findAll(text: string, pattern: string): string[] {
  const matcher = RE2JS.compile(pattern).matcher(text);
  const found: string[] = [];
  while (matcher.find()) {
    found.push(matcher.group() ?? '');
  }
  return found;
}
