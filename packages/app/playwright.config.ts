import { defineConfig } from '@playwright/test';
import { join } from 'node:path';

const artifacts = process.env.E2E_ARTIFACTS ?? 'e2e-test-report';

/** Started by `npm run test:e2e`, which brings a portal, a sandbox and a browser and names them in variables. */
export default defineConfig({
  testDir: './e2e-tests',
  outputDir: join(artifacts, 'results'),
  // A journey that passes only at the second try has found something.
  retries: 0,
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: join(artifacts, 'report.json') }],
  ],
  use: {
    baseURL: process.env.PORTAL_URL ?? 'http://localhost:3000',
    viewport: { width: 1280, height: 800 },
    // A control that is not there is named, long before the journey runs out of time.
    actionTimeout: 30_000,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      // Containers run as root and lack what Chromium's own sandbox needs; only our pages are opened.
      args: ['--no-sandbox'],
    },
  },
});
