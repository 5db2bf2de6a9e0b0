import { readFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { previewXrds, InputFile } from '../previewXrds';

/** Where a command writes to; a test takes its own. */
export interface CommandOutput {
  out(text: string): void;
  err(text: string): void;
}

/** Prints the entities of the files as YAML; returns the exit code. */
export async function xrdPreview(
  paths: string[],
  options: { cluster: string },
  output: CommandOutput,
): Promise<number> {
  const files: InputFile[] = [];
  const errors: string[] = [];
  for (const path of paths) {
    try {
      files.push({ path, text: await readFile(path, 'utf8') });
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      errors.push(
        `${path}: file: ${
          code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`
        }`,
      );
    }
  }
  const preview = previewXrds(files, options.cluster);
  errors.push(...preview.errors);
  for (const entity of preview.entities) {
    output.out(`---\n${stringify(entity)}`);
  }
  for (const error of errors) {
    output.err(`${error}\n`);
  }
  return errors.length ? 1 : 0;
}
