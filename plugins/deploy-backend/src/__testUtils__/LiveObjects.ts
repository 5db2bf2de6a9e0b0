/** Counts which of the objects that went through a process are still held by something. */
export class LiveObjects {
  #references: WeakRef<object>[] = [];

  /** How many were noted, and were not found gone. */
  get noted(): number {
    return this.#references.length;
  }

  /** Notes an object and all that is in it, as each part may be what somebody keeps. */
  note(value: unknown): void {
    if (typeof value === 'object' && value !== null) {
      this.#references.push(new WeakRef(value));
      Object.values(value).forEach(part => this.note(part));
    }
  }

  /** The same object, of which everything is noted that its methods resolve with. */
  noteResultsOf<T extends object>(object: T): T {
    return new Proxy(object, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        return typeof value === 'function'
          ? (...parameters: unknown[]) => {
              const result = value.apply(target, parameters);
              return result instanceof Promise
                ? result.then(resolved => {
                    this.note(resolved);
                    return resolved;
                  })
                : result;
            }
          : value;
      },
    });
  }

  /** Those that are still there; the others are forgotten. For after garbage was collected, in another turn. */
  findHeld(): object[] {
    const held = this.#references.flatMap(reference => reference.deref() ?? []);
    this.#references = this.#references.filter(
      reference => reference.deref() !== undefined,
    );
    return held;
  }
}
