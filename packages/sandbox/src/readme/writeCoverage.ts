import { readFileSync, writeFileSync } from 'node:fs';
import { startSandbox } from '../startSandbox';
import { withCoverage } from './coverageTables';
import { readCoverage } from './readCoverage';

/** Brings the tables of the README in the current folder up to date. */
async function writeCoverage(): Promise<void> {
  const sandbox = await startSandbox({ seed: 'minimal' });
  try {
    const text = readFileSync('README.md', 'utf8');
    writeFileSync('README.md', withCoverage(text, await readCoverage(sandbox)));
  } finally {
    await sandbox.close();
  }
}

writeCoverage().catch(error => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
