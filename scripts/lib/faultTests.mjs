import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** The register of faults: which are broken on purpose, and by which tests. */
export const faultRegister = join(root, 'docs', 'faults.md');

/**
 * Reads the tables of the register.
 *
 * @param {string} text the document
 * @returns {Array<{ fault: string, criteria: string[], tests: string[], notShown?: string }>} a row each; `notShown`
 * says why a fault, or a part of it, has no test
 */
export function readFaults(text = readFileSync(faultRegister, 'utf8')) {
  return text
    .split('\n')
    .filter(line => /^\| [A-F]\d{1,2} +\|/.test(line))
    .map(line => {
      const [fault, , criteria, tests, notShown] = line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim());
      return {
        fault,
        criteria: criteria.match(/N\d/g) ?? [],
        tests: tests.match(/[\w./-]+\.test\.(tsx?|mjs)/g) ?? [],
        ...(notShown ? { notShown } : {}),
      };
    });
}

/** Every file that the register names, once. */
export function faultTestFiles(faults = readFaults()) {
  return [...new Set(faults.flatMap(({ tests }) => tests))].sort();
}

/**
 * Which tests of faults to run, from the arguments of the command: what does not begin with a dash is a part of the
 * names of files, and the rest goes to Jest.
 *
 * @param {string[]} args
 * @param {{ inProcess: string[], ofProcesses: string[] }} files paths of all
 * @returns {{ patterns: string[], ofProcesses: string[], options: string[] }} `patterns` for Jest, none where no test
 * that runs in a process of Jest is meant
 */
export function chooseFaultTests(args, { inProcess, ofProcesses }) {
  const isOption = (argument, index) =>
    argument.startsWith('-') || args[index - 1] === '-t';
  const options = args.filter(isOption);
  const names = args.filter((argument, index) => !isOption(argument, index));
  if (names.length === 0) {
    return {
      patterns: ['\\.faults\\.test\\.', ...inProcess],
      ofProcesses,
      options,
    };
  }
  const isMeant = file => names.some(name => file.includes(name));
  return {
    patterns: inProcess.filter(isMeant),
    ofProcesses: ofProcesses.filter(isMeant),
    options,
  };
}
