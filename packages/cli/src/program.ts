import { DEFAULT_ANNOTATION_PREFIX } from '@openportal/plugin-crossplane-common';
import { Command, Option } from 'commander';
import { CommandOutput } from './commands/CommandOutput';
import { ledgerVerify, LedgerVerifyOptions } from './commands/ledgerVerify';
import { orderRender, OrderRenderOptions } from './commands/orderRender';
import { xrdLint } from './commands/xrdLint';
import { xrdPreview, XrdPreviewOptions } from './commands/xrdPreview';

/** Makes the command line; `exit` receives the exit code of the command that ran. */
export function createProgram(
  output: CommandOutput,
  exit: (code: number) => void,
): Command {
  const program = new Command('openportal')
    .description(
      'Helps people who write templates for OpenPortal, and who audit deployments',
    )
    .configureOutput({
      writeOut: text => output.out(text),
      writeErr: text => output.err(text),
    });
  const xrd = program
    .command('xrd')
    .description('Crossplane CompositeResourceDefinitions');
  xrd
    .command('preview')
    .description(
      'Print the Template and API entities that the portal makes of XRD files',
    )
    // Not required here: an option with an optional value may take the first of them.
    .argument(
      '[file...]',
      'YAML files with one XRD each, - for the standard input',
    )
    .option('--form', 'print the schema of the form as JSON instead')
    .option(
      '--render [picture.png]',
      'make a picture of the form instead, on the standard output unless a file is named',
    )
    .option('--cluster <name>', 'cluster that the XRD is in', 'platform')
    .addOption(prefixOption())
    .option(
      '--owner <reference>',
      'owner of entities that name none, as the portal is configured',
      'group:default/platform-team',
    )
    .action(async (files: string[], options: XrdPreviewOptions) => {
      exit(await xrdPreview(files, options, output));
    });
  xrd
    .command('lint')
    .description('Say what will not work in a form or a cluster, and why')
    .argument(
      '<file...>',
      'YAML files with one XRD each, - for the standard input',
    )
    .addOption(prefixOption())
    .action(async (files: string[], options: { prefix: string }) => {
      exit(await xrdLint(files, options, output));
    });
  program
    .command('order')
    .description('Orders of composite resources')
    .command('render')
    .description('Print the manifest that an order writes')
    .requiredOption('--xrd <file>', 'YAML file with the XRD')
    .requiredOption('--values <file>', 'YAML file with the values of the form')
    .addOption(prefixOption())
    .option(
      '--strict',
      'fail when a part of the values is too much to be checked, instead of naming it only',
    )
    .action(async (options: OrderRenderOptions) => {
      exit(await orderRender(options, output));
    });
  program
    .command('ledger')
    .description('The ledger of deployments')
    .command('verify')
    .description(
      'Check that nothing in an export of the ledger was changed or removed',
    )
    .argument(
      '<file>',
      'what GET /api/deploy/ledger/export answered, - for the standard input',
    )
    .option(
      '--after <sequence>',
      'last row that was checked before: the export begins behind it (with --hash)',
    )
    .option('--hash <hash>', 'hash of that row')
    .action(async (file: string, options: LedgerVerifyOptions) => {
      exit(await ledgerVerify(file, options, output));
    });
  return program;
}

function prefixOption(): Option {
  return new Option(
    '--prefix <prefix>',
    'prefix of the annotations, as the portal is configured',
  ).default(DEFAULT_ANNOTATION_PREFIX);
}
