import { Command } from 'commander';
import { CommandOutput, xrdPreview } from './commands/xrdPreview';

/** Makes the command line; `exit` receives the exit code of the command that ran. */
export function createProgram(
  output: CommandOutput,
  exit: (code: number) => void,
): Command {
  const program = new Command('openportal')
    .description('Helps people who write templates for OpenPortal')
    .configureOutput({ writeOut: output.out, writeErr: output.err });
  const xrd = program
    .command('xrd')
    .description('Crossplane CompositeResourceDefinitions');
  xrd
    .command('preview')
    .description(
      'Print the Template and API entities that the portal makes of XRD files',
    )
    .argument('<file...>', 'YAML files with CompositeResourceDefinitions')
    .option('--cluster <name>', 'cluster that the XRD is in', 'platform')
    .action(async (files: string[], options: { cluster: string }) => {
      exit(await xrdPreview(files, options, output));
    });
  return program;
}
