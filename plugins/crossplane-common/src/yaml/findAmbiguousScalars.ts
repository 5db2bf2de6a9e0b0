import { isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';
import { resolvePlainScalar } from './plainScalar';

const MAX_TEXT = 60;

/**
 * An unquoted scalar that clusters read as another value than YAML 1.2 does.
 *
 * @public
 */
export interface AmbiguousScalar {
  /** Line and column of the text, from 1. */
  line: number;
  column: number;
  /** Where it starts and ends in the text, from 0. */
  from: number;
  to: number;
  /** As it is written, shortened. */
  text: string;
  /** What it is to a cluster, such as `true` or `8`. */
  inCluster: string;
  /** What it is in YAML 1.2, such as `"on"` or `10`. */
  inYaml12: string;
}

/**
 * Finds the unquoted scalars, also keys, that clusters (YAML 1.1 as kubectl and Flux read it) take for another value than
 * YAML 1.2: `yes`, `on`, `010`, `1_000` and the like. Never throws: what is no YAML has none.
 *
 * @param text - one or more YAML documents
 * @param options - `limit`: how many are looked for; 100 when left out
 * @public
 */
export function findAmbiguousScalars(
  text: string,
  options: { limit?: number } = {},
): AmbiguousScalar[] {
  const { limit = 100 } = options;
  const found: AmbiguousScalar[] = [];
  const lines = new LineCounter();
  try {
    for (const document of parseAllDocuments(text, {
      schema: 'failsafe',
      uniqueKeys: false,
      prettyErrors: false,
      lineCounter: lines,
    })) {
      visit(document, {
        Scalar(_, node) {
          if (found.length >= limit) {
            return visit.BREAK;
          }
          if (isScalar(node) && node.type === 'PLAIN' && !node.tag) {
            const [from, to] = node.range ?? [0, 0];
            const difference = differenceOf(String(node.value));
            if (difference) {
              const { line, col } = lines.linePos(from);
              found.push({ line, column: col, from, to, ...difference });
            }
          }
          return undefined;
        },
      });
    }
  } catch {
    // Nested too deeply to be read at all; whoever parses the text says so.
    return found;
  }
  return found;
}

/** True for text that has to be in quotes to be text in every YAML. */
export function isOnlyTextInQuotes(text: string): boolean {
  return (
    text === '<<' ||
    typeof resolvePlainScalar(text, 'kubernetes').value !== 'string' ||
    typeof resolvePlainScalar(text, 'yaml-1.2').value !== 'string'
  );
}

function differenceOf(
  text: string,
): Pick<AmbiguousScalar, 'text' | 'inCluster' | 'inYaml12'> | undefined {
  const inCluster = resolvePlainScalar(text, 'kubernetes').value;
  const inYaml12 = resolvePlainScalar(text, 'yaml-1.2').value;
  return Object.is(inCluster, inYaml12)
    ? undefined
    : {
        text: text.slice(0, MAX_TEXT),
        inCluster: describe(inCluster),
        inYaml12: describe(inYaml12),
      };
}

function describe(value: string | number | boolean | null): string {
  return typeof value === 'string'
    ? JSON.stringify(value.slice(0, MAX_TEXT))
    : String(value);
}
