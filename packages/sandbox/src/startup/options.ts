import { Command, CommanderError, Option } from 'commander';
import { SandboxStartError } from './SandboxStartError';

/** What the command line asks for. */
export interface CliOptions {
  json: boolean;
  dataDir: string;
  configFile?: string;
  reset: boolean;
  samples: boolean;
  hostPorts: 'default' | 'ephemeral';
  exitWithParent: boolean;
}

/** Reads the command line; undefined when it only asked for help, which has been printed. */
export function readOptions(argv: string[]): CliOptions | undefined {
  const command = new Command('sandbox')
    .description(
      'Starts stand-ins for GitHub, two Kubernetes clusters and a container registry on this machine, until it is stopped with Ctrl+C',
    )
    .option(
      '--json',
      'print the endpoints as one line of JSON when ready',
      false,
    )
    .option(
      '--data-dir <folder>',
      'where everything is kept; survives a restart',
      '.data/sandbox',
    )
    .option(
      '--config-file <file>',
      "write the portal's configuration for this sandbox to a file",
    )
    .option('--reset', 'empty the data folder first', false)
    .option(
      '--samples',
      'at the first start, make an application for every way of running one',
      false,
    )
    .addOption(
      new Option(
        '--host-ports <choice>',
        'fixed ports, or free ones that stay with the data folder',
      )
        .choices(['default', 'ephemeral'])
        .default('default'),
    )
    .option('--ephemeral-ports', 'the same as --host-ports ephemeral')
    .option(
      '--exit-with-parent',
      'stop when standard input is closed, as it is when the parent process ends',
      false,
    )
    .showHelpAfterError('Run with --help to see what there is.')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    command.parse(argv);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      return undefined;
    }
    if (error instanceof CommanderError) {
      throw new SandboxStartError(
        `${error.message.replace(
          /^error: /,
          '',
        )}. Run with --help to see what there is.`,
      );
    }
    throw error;
  }
  const { ephemeralPorts, ...options } = command.opts<
    CliOptions & { ephemeralPorts?: boolean }
  >();
  return {
    ...options,
    hostPorts: ephemeralPorts ? 'ephemeral' : options.hostPorts,
  };
}
