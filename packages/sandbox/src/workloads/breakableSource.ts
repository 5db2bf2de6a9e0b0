import { FaultAction, FaultSwitches } from '../core';

/**
 * A service that a test takes down, closes or lets hang.
 *
 * @public
 */
export interface BreakableSource {
  /** Requests are answered 503, and what is open is cut. */
  down(): Promise<void>;
  /** Requests are answered 403. */
  denied(): Promise<void>;
  /** Requests are never answered. */
  hanging(): Promise<{ wasAsked(): boolean }>;
  well(): Promise<void>;
  dropWatches(): Promise<void>;
}

/**
 * Makes a service breakable.
 *
 * @param options - `service` as in a `FaultRule`; `dropWatches` cuts what is open
 * @public
 */
export function breakableSource(options: {
  faults: FaultSwitches;
  service: string;
  dropWatches(): void;
}): BreakableSource {
  const { faults, service, dropWatches } = options;
  const add = (action: FaultAction) =>
    faults.add({ service, path: /./, action });
  return {
    async down() {
      add({ kind: 'status', status: 503 });
      dropWatches();
    },
    async denied() {
      add({ kind: 'status', status: 403, body: { message: 'forbidden' } });
    },
    async hanging() {
      const fault = add({ kind: 'hang' });
      return { wasAsked: () => fault.hits > 0 };
    },
    async well() {
      faults.clear();
    },
    async dropWatches() {
      dropWatches();
    },
  };
}
