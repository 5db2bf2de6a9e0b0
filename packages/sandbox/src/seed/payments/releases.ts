import type { SeededRelease } from '../SeededService';

/** The history of the seeded service. Development ends on the last release; prod two behind. */
export const releases: SeededRelease[] = [
  {
    message: 'Add the payments service',
    author: 'developer',
    hoursAgo: 21 * 24,
    files: {
      'src/server.js': server(['/payments']),
      'src/amounts.js': amounts('return `${amount} ${currency}`;'),
      'src/amounts.test.js': amountsTest(),
    },
    promotedTo: ['qa', 'staging', 'prod'],
  },
  {
    message: 'Round amounts to the cent',
    author: 'team-lead',
    hoursAgo: 14 * 24,
    files: {
      'src/amounts.js': amounts('return `${amount.toFixed(2)} ${currency}`;'),
    },
    promotedTo: ['qa', 'staging', 'prod'],
  },
  {
    message: 'Answer with the list of accepted currencies',
    author: 'developer',
    hoursAgo: 7 * 24,
    files: { 'src/server.js': server(['/payments', '/currencies']) },
    promotedTo: ['qa', 'staging', 'prod'],
  },
  {
    message: 'Add refunds',
    author: 'developer',
    hoursAgo: 2 * 24,
    files: {
      'src/server.js': server(['/payments', '/currencies', '/refunds']),
    },
    promotedTo: ['qa', 'staging'],
  },
  {
    message: 'Show the fee of a payment',
    author: 'team-lead',
    hoursAgo: 6,
    files: {
      'src/server.js': server([
        '/payments',
        '/currencies',
        '/refunds',
        '/fees',
      ]),
    },
    promotedTo: [],
  },
];

function server(paths: string[]): string {
  return [
    "const { createServer } = require('node:http');",
    '',
    `const paths = ${JSON.stringify(paths)};`,
    '',
    'createServer((request, response) => {',
    "  const isProbe = ['/health', '/ready'].includes(request.url);",
    '  const isKnown = isProbe || paths.includes(request.url);',
    "  response.writeHead(isKnown ? 200 : 404, { 'Content-Type': 'application/json' });",
    '  response.end(JSON.stringify({ path: request.url, found: isKnown }));',
    '}).listen(Number(process.env.PORT || 3000));',
    '',
  ].join('\n');
}

function amounts(body: string): string {
  return [
    'exports.formatAmount = (amount, currency) => {',
    `  ${body}`,
    '};',
    '',
  ].join('\n');
}

function amountsTest(): string {
  return [
    "const test = require('node:test');",
    "const assert = require('node:assert');",
    "const { formatAmount } = require('./amounts');",
    '',
    "test('names the currency', () => {",
    "  assert.match(formatAmount(1, 'EUR'), /EUR$/);",
    '});',
    '',
  ].join('\n');
}
