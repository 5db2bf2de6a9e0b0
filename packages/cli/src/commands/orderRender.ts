import {
  atVersion,
  stringifyManifest,
} from '@openportal/plugin-crossplane-common';
import { describeProblem } from '../input/FileProblem';
import { readXrdFile } from '../input/readXrdFile';
import { Problem, readYamlFile } from '../input/readYamlFile';
import { readOrderValues } from '../order/readOrderValues';
import { renderManifest } from '../order/renderManifest';
import { CommandOutput } from './CommandOutput';

/** Options of {@link orderRender}. */
export interface OrderRenderOptions {
  /** File with the XRD. */
  xrd: string;
  /** File with the values of the form. */
  values: string;
  /** Prefix of the annotations, as the portal is configured. */
  prefix: string;
  /** Fails when a part of the values cannot be checked. */
  strict?: boolean;
}

/** Prints the manifest that an order with these values writes; returns the exit code. */
export async function orderRender(
  options: OrderRenderOptions,
  output: CommandOutput,
): Promise<number> {
  const report = (file: string, problems: Problem[]) => {
    for (const problem of problems) {
      output.err(describeProblem({ file, ...problem }));
    }
  };
  const fail = (file: string, problems: Problem[]) => {
    report(file, problems);
    return 1;
  };
  const definition = await readXrdFile(options.xrd);
  const document = await readYamlFile(options.values, {
    largeIntegers: 'refuse',
  });
  const broken = [
    ...(definition.problems ? [fail(options.xrd, definition.problems)] : []),
    ...(document.problems ? [fail(options.values, document.problems)] : []),
  ];
  if (!definition.xrd || document.problems || broken.length) {
    return 1;
  }
  const { values, problems } = readOrderValues(document.value, definition.xrd);
  if (!values) {
    return fail(options.values, problems);
  }
  const xrd = atVersion(definition.xrd, values.version);
  if (!xrd) {
    const served = definition.xrd.versions.map(({ name }) => name).join(', ');
    return fail(options.values, [
      {
        path: 'version',
        reason: `is '${values.version}': the XRD serves ${served}`,
      },
    ]);
  }
  const rendered = await renderManifest(xrd, values, options.prefix);
  if (!rendered.manifest) {
    return fail(options.values, rendered.problems);
  }
  const { manifest, notChecked } = rendered;
  report(options.values, notChecked);
  output.out(stringifyManifest(manifest));
  return options.strict && notChecked.length > 0 ? 1 : 0;
}
