import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { bundlePage } from './bundlePage';
import { prepareBrowser } from './prepareBrowser';
import { RenderedForm } from './renderedForm';

const WIDTH = 1000;
/** Higher pictures cannot be made by browsers. */
const MAX_HEIGHT = 16_000;
const TIMEOUT = 60_000;

/**
 * Shows forms in a browser without a window and without a network, and takes a picture of all their pages.
 *
 * @returns the picture as PNG
 */
export async function renderForms(
  forms: RenderedForm[],
  output: { err(text: string): void },
): Promise<Uint8Array> {
  const { chromium } = await import('playwright-core');
  const [{ script, styles }, browserSettings] = await Promise.all([
    bundlePage(pageFile()),
    prepareBrowser(definedOnly(process.env)),
  ]);
  const { executablePath, environment } = browserSettings;
  const browser = await chromium.launch({
    executablePath,
    channel: executablePath ? undefined : 'chrome',
    env: environment,
    // The page is our own and has no network; containers often allow no sandbox inside of theirs.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    timeout: TIMEOUT,
  });
  try {
    const context = await browser.newContext({
      viewport: { width: WIDTH, height: 800 },
      offline: true,
      reducedMotion: 'reduce',
      colorScheme: 'light',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT);
    await page.route('**', route => route.abort());
    await page.setContent('<!doctype html><title>Form</title><body></body>');
    await page.addStyleTag({ content: styles });
    await page.addScriptTag({ content: script });
    await showForms(page, forms);
    return await takePicture(page, output);
  } finally {
    await browser.close();
  }
}

/** The forms get into the page as data, so nothing in them is markup. */
async function showForms(page: Page, forms: RenderedForm[]): Promise<void> {
  const failed = new Promise<never>((_, reject) => {
    page.once('pageerror', reject);
  });
  await Promise.race([
    failed,
    page.evaluate(shown => window.showForms(shown), forms),
  ]);
  await Promise.race([
    failed,
    page.locator('[data-shown]').waitFor({ state: 'attached' }),
  ]);
  failed.catch(() => {});
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

async function takePicture(
  page: Page,
  output: { err(text: string): void },
): Promise<Uint8Array> {
  const height = await page.evaluate(
    () => document.documentElement.scrollHeight,
  );
  if (height > MAX_HEIGHT) {
    output.err(
      `The form is ${height} pixels high; the picture ends after ${MAX_HEIGHT}\n`,
    );
  }
  const clip = {
    x: 0,
    y: 0,
    width: WIDTH,
    height: Math.min(height, MAX_HEIGHT),
  };
  return page.screenshot({ fullPage: true, clip, animations: 'disabled' });
}

/** Beside this file in a checkout, beside the build in an installed package. */
function pageFile(): string {
  return join(
    require.resolve('@openportal/cli/package.json'),
    '..',
    'src',
    'render',
    'page',
    'FormPage.tsx',
  );
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
}
