import { Entity } from '@backstage/catalog-model';
import { stringify } from 'yaml';
import { convertXrd, PreviewOptions } from '../convertXrd';
import { describeProblem, FileProblem } from '../input/FileProblem';
import { readXrdFiles } from '../input/readXrdFile';
import { renderForms } from '../render/renderForms';
import { toRenderedForm } from '../render/renderedForm';
import { toFormSchema } from '../toFormSchema';
import { CommandOutput } from './CommandOutput';
import { writePicture } from './writePicture';

/** Options of {@link xrdPreview}. */
export interface XrdPreviewOptions extends PreviewOptions {
  /** Print the schema of the form instead of the entities. */
  form?: boolean;
  /** Make a picture of the form instead; a text is the file to write. */
  render?: boolean | string;
}

/** Prints what the portal makes of the files; returns the exit code. */
export async function xrdPreview(
  files: string[],
  options: XrdPreviewOptions,
  output: CommandOutput,
): Promise<number> {
  const { inputs, picture } = separatePicture(files, options.render);
  const problems: FileProblem[] = [];
  const entities: Entity[] = [];
  const read = await readXrdFiles(inputs);
  for (const { file, object, xrd, problems: found } of read) {
    if (!xrd) {
      problems.push(...found.map(problem => ({ file, ...problem })));
      continue;
    }
    const converted = convertXrd(object, xrd, options);
    entities.push(...converted.entities);
    problems.push(...converted.problems.map(problem => ({ file, ...problem })));
  }
  if (inputs.length === 0) {
    output.err('openportal: name at least one file with an XRD\n');
    return 1;
  }
  for (const problem of problems) {
    output.err(describeProblem(problem));
  }
  const templates = entities.filter(({ kind }) => kind === 'Template');
  if (options.form) {
    const forms = templates.map(toFormSchema);
    if (forms.length) {
      const [first] = forms;
      const shown = read.length === 1 ? first : forms;
      output.out(`${JSON.stringify(shown, undefined, 2)}\n`);
    }
  } else if (options.render) {
    if (templates.length) {
      const png = await renderForms(templates.map(toRenderedForm), output);
      await writePicture(png, { picture, templates }, output);
    }
  } else {
    for (const entity of entities) {
      output.out(`---\n${stringify(entity, { lineWidth: 0 })}`);
    }
  }
  return problems.length ? 1 : 0;
}

/** `--render` may name the picture; what is no picture is one more file to read. */
function separatePicture(
  files: string[],
  render: XrdPreviewOptions['render'],
): { inputs: string[]; picture?: string } {
  if (!render) {
    return { inputs: files };
  }
  const all = typeof render === 'string' ? [...files, render] : files;
  const isPicture = (file: string) => file.toLowerCase().endsWith('.png');
  return {
    inputs: all.filter(file => !isPicture(file)),
    picture: all.find(isPicture),
  };
}
