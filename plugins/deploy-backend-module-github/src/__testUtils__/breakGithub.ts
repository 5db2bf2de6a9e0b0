import { Sandbox } from '@openportal/sandbox';

/** Lets a test break GitHub, as the contracts of the adapters want it. */
export function breakGithub(sandbox: Sandbox) {
  const add = (action: Parameters<Sandbox['faults']['add']>[0]['action']) =>
    sandbox.faults.add({ service: 'github', path: '/api/*', action });
  return {
    async answers(status: number) {
      add({ kind: 'status', status, body: { message: `Fault ${status}` } });
    },
    async down() {
      add({ kind: 'reset' });
    },
    async denied() {
      add({
        kind: 'status',
        status: 403,
        body: { message: 'Resource not accessible by integration' },
      });
    },
    async hanging() {
      const fault = add({ kind: 'hang' });
      return { wasAsked: () => fault.hits > 0 };
    },
    async well(): Promise<void> {
      sandbox.faults.clear();
    },
  };
}
