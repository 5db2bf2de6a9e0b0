/**
 * Runs steps side by side, as many as fit into `capacity`, in the order of the list. A step waits for those that it
 * needs and is skipped when one of them failed; the others go on.
 *
 * @param {Array<{ name: string, weight?: number, needs?: string[] }>} steps
 * @param {{ capacity: number, run: (step: object) => Promise<'passed' | 'failed'>, onSkip?: (step: object) => void }} options
 * @returns {Promise<Map<string, 'passed' | 'failed' | 'skipped'>>}
 */
export async function runSteps(steps, { capacity, run, onSkip = () => {} }) {
  const results = new Map();
  const running = new Map();
  let waiting = [...steps];
  let free = capacity;

  // A need that is not part of this run is taken as met: '--only' leaves steps out on purpose.
  const names = new Set(steps.map(step => step.name));
  const needsOf = step => (step.needs ?? []).filter(name => names.has(name));
  const weightOf = step => Math.min(step.weight ?? 1, capacity);

  while (waiting.length > 0 || running.size > 0) {
    for (const step of [...waiting]) {
      const needs = needsOf(step).map(name => results.get(name));
      if (needs.some(result => result && result !== 'passed')) {
        waiting = waiting.filter(other => other !== step);
        results.set(step.name, 'skipped');
        onSkip(step);
      } else if (needs.every(Boolean) && weightOf(step) <= free) {
        waiting = waiting.filter(other => other !== step);
        free -= weightOf(step);
        running.set(
          step.name,
          run(step).then(result => ({ step, result })),
        );
      }
    }
    if (running.size > 0) {
      const { step, result } = await Promise.race(running.values());
      running.delete(step.name);
      results.set(step.name, result);
      free += weightOf(step);
    }
  }
  return results;
}
