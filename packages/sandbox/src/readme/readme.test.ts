import { readFileSync } from 'node:fs';
import { startSandbox } from '../startSandbox';
import { withCoverage } from './coverageTables';
import { readCoverage } from './readCoverage';

jest.setTimeout(60_000);

describe('README', () => {
  it('lists what the sandbox covers; "yarn workspace @openportal/sandbox coverage" writes it', async () => {
    const sandbox = await startSandbox({ seed: 'minimal' });
    const coverage = await readCoverage(sandbox);
    await sandbox.close();
    const text = readFileSync(require.resolve('../../README.md'), 'utf8');
    expect(withCoverage(text, coverage)).toBe(text);
    expect(coverage.github.length).toBeGreaterThan(50);
  });

  it('can only be written where it has the markers', () => {
    expect(() =>
      withCoverage('# no markers', { github: [], registry: [], kinds: [] }),
    ).toThrow('coverage: begin');
  });
});
