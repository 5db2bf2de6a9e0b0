/**
 * What the test runners report, brought to one form: how many tests passed and failed, and what to say about each
 * failure.
 *
 * @typedef {{ passed: number, failed: number, failures: string[] }} TestResult
 */

const FAILURE_LINES = 12;

/** The result of Jest's JSON report. A file that could not be run at all counts as one failed test. */
export function readJestReport(report) {
  const broken = report.testResults.filter(
    file =>
      file.status === 'failed' &&
      file.assertionResults.every(test => test.status !== 'failed'),
  );
  const failures = [
    ...broken.map(file => describeFailure(file.name, file.message)),
    ...report.testResults.flatMap(file =>
      file.assertionResults
        .filter(test => test.status === 'failed')
        .map(test =>
          describeFailure(
            `${file.name}: ${test.fullName}`,
            test.failureMessages.join('\n'),
          ),
        ),
    ),
  ];
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    failures,
  };
}

/** The result of Playwright's JSON report. */
export function readPlaywrightReport(report) {
  const failures = [
    ...(report.errors ?? []).map(error =>
      describeFailure('Browser journeys', error.message ?? ''),
    ),
    ...report.suites.flatMap(suite => failedSpecs(suite, [])),
  ];
  return {
    passed: report.stats.expected + report.stats.flaky,
    failed: report.stats.unexpected + (report.errors ?? []).length,
    failures,
  };
}

/** The result of a `node --test` run from the last lines of its TAP output. */
export function readTapReport(output) {
  const count = name =>
    Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const failures = [...output.matchAll(/^\s*not ok \d+ - (.*)$/gm)].map(
    match => match[1],
  );
  return {
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    failures,
  };
}

/** The closing line of a test run. CI reads it, so its form is fixed. */
export function totalLine(results) {
  const sum = field =>
    results.reduce((total, result) => total + result[field], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}

function failedSpecs(suite, parents) {
  const titles = [...parents, suite.title].filter(Boolean);
  const own = (suite.specs ?? [])
    .filter(spec => !spec.ok)
    .map(spec => {
      const messages = spec.tests.flatMap(test =>
        test.results.flatMap(result =>
          (result.errors ?? []).map(error => error.message ?? ''),
        ),
      );
      return describeFailure(
        [...titles, spec.title].join(' > '),
        messages.join('\n'),
      );
    });
  return [
    ...own,
    ...(suite.suites ?? []).flatMap(child => failedSpecs(child, titles)),
  ];
}

function describeFailure(title, message) {
  const lines = message
    .replace(/\u001b\[[0-9;]*[A-Za-z]/g, '')
    .split('\n')
    .filter(line => line.trim())
    .slice(0, FAILURE_LINES);
  return [title, ...lines.map(line => `    ${line}`)].join('\n');
}
