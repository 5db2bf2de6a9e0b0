import { describeProblem } from '../input/FileProblem';
import { readXrdFiles } from '../input/readXrdFile';
import { ExpressionReader } from '../lint/cel/ExpressionReader';
import { Finding } from '../lint/Finding';
import { lintScalars } from '../lint/lintScalars';
import { lintSharedKinds } from '../lint/lintSharedKinds';
import { lintXrd } from '../lint/lintXrd';
import { CommandOutput } from './CommandOutput';

/** Prints what will not work in a form or a cluster; returns the exit code, which is 1 for errors only. */
export async function xrdLint(
  files: string[],
  options: { prefix: string },
  output: CommandOutput,
): Promise<number> {
  let errors = 0;
  let warnings = 0;
  const expressions = await ExpressionReader.load();
  const read = await readXrdFiles(files);
  const sharedKinds = lintSharedKinds(read.flatMap(({ xrd }) => xrd ?? []));
  for (const { file, lineOffset, object, xrd, ...content } of read) {
    const { text = '', problems = [] } = content;
    if (!object) {
      errors += problems.length;
      for (const problem of problems) {
        output.err(describeProblem({ file, ...problem }));
      }
      continue;
    }
    for (const finding of [
      ...lintXrd(object, { ...options, expressions }),
      ...lintScalars(text, lineOffset),
      ...(sharedKinds.get(xrd?.name ?? '') ?? []),
    ]) {
      if (finding.severity === 'error') {
        errors += 1;
        output.err(describeProblem({ file, ...finding }));
      } else {
        warnings += 1;
        output.out(describeProblem({ file, ...warning(finding) }));
      }
    }
  }
  output.out(
    `${count(read.length, 'file')}: ${count(errors, 'error')}, ${count(
      warnings,
      'warning',
    )}\n`,
  );
  return errors ? 1 : 0;
}

function warning(finding: Finding): Finding {
  return { ...finding, reason: `${finding.reason} (warning)` };
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
