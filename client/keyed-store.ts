// A map whose readers subscribe to one key, so that an event for one content wakes only what shows it. Values
// are replaced, never changed in place. React reads it through use-keyed-value.ts.

export class KeyedStore<Value> {
  readonly #values = new Map<string, Value>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #unannounced = new Set<string>();

  read(key: string): Value | undefined {
    return this.#values.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  write(key: string, value: Value): void {
    if (Object.is(this.#values.get(key), value)) return;
    this.#values.set(key, value);
    this.#notify(key);
  }

  /** For writes during a render: readers are notified at the next `announce`, after the commit. */
  writeQuietly(key: string, value: Value): void {
    if (Object.is(this.#values.get(key), value)) return;
    this.#values.set(key, value);
    this.#unannounced.add(key);
  }

  announce(): void {
    const keys = [...this.#unannounced];
    this.#unannounced.clear();
    for (const key of keys) this.#notify(key);
  }

  subscribe(key: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) {
        this.#listeners.delete(key);
      }
    };
  }

  #notify(key: string): void {
    for (const listener of [...(this.#listeners.get(key) ?? [])]) listener();
  }
}
