import { ClusterObjects } from '../kubernetes';
import { Controller, messageOf, soonest } from './Controller';

const QUIET_PASSES = 60;

/**
 * Runs passes of all controllers, one after the other, for as long as they
 * have something to do: after every change in a cluster, every push, and when
 * a controller asked to be called again.
 */
export class ControllerLoop {
  readonly #controllers: Controller[];
  readonly #tempo: number;
  readonly #onError: (controller: string, error: unknown) => void;
  readonly #problems = new Map<string, string>();
  readonly #onPeriod: () => void;
  readonly #unsubscribe: Array<() => void>;
  #dirty = true;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerDue = Infinity;
  #closed = false;
  #waiting: Array<() => void> = [];

  constructor(options: {
    controllers: Controller[];
    clusters: ClusterObjects[];
    /** Milliseconds between two passes. */
    tempo: number;
    /** Called before a pass that is due though nothing is known to have changed. */
    onPeriod(): void;
    onError(controller: string, error: unknown): void;
  }) {
    this.#controllers = options.controllers;
    this.#tempo = options.tempo;
    this.#onError = options.onError;
    this.#onPeriod = options.onPeriod;
    this.#unsubscribe = options.clusters.map(cluster =>
      cluster.subscribe(() => this.wake()),
    );
    this.#schedule(0);
  }

  /** True while passes change something or are about to. */
  get busy(): boolean {
    return !this.#closed && (this.#dirty || this.#running !== undefined);
  }

  /** Asks for a pass. */
  wake(): void {
    this.#dirty = true;
    this.#schedule(this.#tempo);
  }

  /** Resolves when the controllers have nothing left to do by themselves. */
  async idle(): Promise<void> {
    while (this.busy) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
  }

  #schedule(milliseconds: number) {
    const due = Date.now() + milliseconds;
    // During a pass nothing is timed: its end looks at what has changed.
    if (this.#closed || this.#running || due >= this.#timerDue) {
      return;
    }
    clearTimeout(this.#timer);
    this.#timerDue = due;
    this.#timer = setTimeout(() => {
      this.#timerDue = Infinity;
      this.#running = this.#pass();
    }, milliseconds);
  }

  async #pass(): Promise<void> {
    if (!this.#dirty) {
      this.#onPeriod();
    }
    this.#dirty = false;
    let again: number | undefined;
    for (const controller of this.#controllers) {
      if (this.#closed) {
        break;
      }
      try {
        again = soonest(again, await controller.pass());
      } catch (error) {
        // A problem that stays is told once, not in every pass.
        const problem = messageOf(error);
        if (this.#problems.get(controller.name) !== problem) {
          this.#problems.set(controller.name, problem);
          this.#onError(controller.name, error);
        }
        again = soonest(again, this.#tempo * 10);
      }
    }
    this.#running = undefined;
    if (this.#dirty) {
      this.#schedule(this.#tempo);
    } else {
      // However quiet it is, the truth is read again from time to time.
      this.#schedule(again ?? this.#tempo * QUIET_PASSES);
      for (const resolve of this.#waiting.splice(0)) {
        resolve();
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#unsubscribe.forEach(stop => stop());
    await this.#running;
    for (const resolve of this.#waiting.splice(0)) {
      resolve();
    }
  }
}
