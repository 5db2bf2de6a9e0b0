import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import { BINDING_MACROS, KNOWN_FUNCTIONS, KNOWN_NAMES } from './knownFunctions';

type SyntaxTree = ParseResult['ast'];

/** What an expression of the Common Expression Language (CEL) says, or why nobody can tell. */
export type ReadExpression =
  | { kind: 'invalid' | 'unreadable'; reason: string }
  | {
      kind: 'valid';
      usesOldSelf: boolean;
      /** Functions that Kubernetes is not known to have. */
      unknownFunctions: string[];
      /** Names that stand for nothing. */
      unknownNames: string[];
    };

/** Reads CEL without evaluating it. */
export class ExpressionReader {
  readonly #environment: Environment;

  private constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The library is an ES module, so it cannot be required. */
  static async load(): Promise<ExpressionReader> {
    const library = await import('@marcbachmann/cel-js');
    return new ExpressionReader(
      new library.Environment({
        unlistedVariablesAreDyn: true,
        enableOptionalTypes: true,
        homogeneousAggregateLiterals: false,
      }),
    );
  }

  /** Never throws. */
  read(text: string): ReadExpression {
    let tree: SyntaxTree;
    try {
      tree = this.#environment.parse(text).ast;
    } catch (error) {
      return describeFailure(text, error);
    }
    const names = new Set<string>();
    const bound = new Set<string>();
    const functions = new Set<string>();
    visit(tree, node => {
      if (node.op === 'id') {
        names.add(node.args);
      } else if (node.op === 'call') {
        functions.add(node.args[0]);
      } else if (node.op === 'rcall') {
        const [name, , callArguments] = node.args;
        functions.add(name);
        if (BINDING_MACROS.has(name)) {
          callArguments
            .slice(0, -1)
            .forEach(item => item.op === 'id' && bound.add(item.args));
        }
      }
    });
    return {
      kind: 'valid',
      usesOldSelf: names.has('oldSelf') && !bound.has('oldSelf'),
      unknownFunctions: [...functions].filter(
        name => !KNOWN_FUNCTIONS.has(name),
      ),
      unknownNames: [...names].filter(
        name => !KNOWN_NAMES.has(name) && !bound.has(name),
      ),
    };
  }
}

function describeFailure(text: string, error: unknown): ReadExpression {
  if (error instanceof RangeError || codeOf(error) === 'limit_exceeded') {
    return { kind: 'unreadable', reason: 'is too large to be checked here' };
  }
  // Newer servers take names in backquotes, and some take the literals of messages.
  if (/`|[\w.]\s*\{/.test(text)) {
    return {
      kind: 'unreadable',
      reason: 'uses a syntax that is not checked here',
    };
  }
  const summary =
    error instanceof Error && 'summary' in error
      ? String(error.summary)
      : String(error);
  const start = startOf(error);
  return {
    kind: 'invalid',
    reason: `is no expression: ${summary}${
      start === undefined ? '' : ` at character ${start + 1}`
    }`,
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function startOf(error: unknown): number | undefined {
  const range =
    error instanceof Error && 'range' in error ? error.range : undefined;
  return typeof range === 'object' &&
    range !== null &&
    'start' in range &&
    typeof range.start === 'number'
    ? range.start
    : undefined;
}

/** Calls back for a tree and everything in it, without recursion: trees may be deep. */
function visit(tree: SyntaxTree, callback: (node: SyntaxTree) => void): void {
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const part = open.pop();
    if (Array.isArray(part)) {
      open.push(...part);
    } else if (isTree(part)) {
      callback(part);
      open.push(part.args);
    }
  }
}

function isTree(value: unknown): value is SyntaxTree {
  return (
    typeof value === 'object' &&
    value !== null &&
    'op' in value &&
    'args' in value
  );
}
