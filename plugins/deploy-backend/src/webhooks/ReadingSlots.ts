import { WebhookRefusedError } from './WebhookRefusedError';

/**
 * How many bodies are read at once: each may hold a megabyte for seconds, and whoever sends one has proved nothing
 * yet.
 */
export class ReadingSlots {
  readonly #total: number;
  readonly #perAddress: number;
  readonly #used = new Map<string, number>();
  #sum = 0;

  constructor(options: { total: number; perAddress: number }) {
    this.#total = options.total;
    this.#perAddress = options.perAddress;
  }

  /** @throws WebhookRefusedError with the code `rate-limited` where too many are being read */
  async use<T>(address: string, read: () => Promise<T>): Promise<T> {
    const used = this.#used.get(address) ?? 0;
    if (this.#sum >= this.#total || used >= this.#perAddress) {
      throw new WebhookRefusedError(
        'rate-limited',
        'Too many bodies are being read at once. Send it again later',
      );
    }
    this.#sum++;
    this.#used.set(address, used + 1);
    try {
      return await read();
    } finally {
      this.#sum--;
      const left = (this.#used.get(address) ?? 1) - 1;
      if (left > 0) {
        this.#used.set(address, left);
      } else {
        this.#used.delete(address);
      }
    }
  }
}
