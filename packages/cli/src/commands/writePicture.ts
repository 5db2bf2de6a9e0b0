import { Entity } from '@backstage/catalog-model';
import { writeFile } from 'node:fs/promises';
import { CommandOutput } from './CommandOutput';

/**
 * Writes a picture to the named file, or to the standard output, or, where that is a terminal, to a file
 * that is called like the first template.
 */
export async function writePicture(
  png: Uint8Array,
  place: { picture?: string; templates: Entity[] },
  output: CommandOutput,
): Promise<void> {
  const [template] = place.templates;
  const file =
    place.picture ??
    (output.isTerminal ? `${template.metadata.name}.png` : undefined);
  if (file === undefined) {
    output.out(png);
    return;
  }
  await writeFile(file, png);
  output.err(`Wrote ${file}\n`);
}
