// As much of IndexedDB as the intent storage uses, in memory: one store with a composite key. Transactions
// answer in a later turn. `isBroken` refuses to open, `isHanging` never answers.

type Row = Record<string, unknown>;

export class MemoryDatabase {
  isBroken = false;
  isHanging = false;
  openCount = 0;
  readonly rows = new Map<string, Row>();
  #databases: { onversionchange?: () => void }[] = [];

  get factory(): IDBFactory {
    return { open: () => this.#open() } as unknown as IDBFactory;
  }

  /** Another tab wants to change the database. */
  changeVersion(): void {
    for (const each of this.#databases.splice(0)) each.onversionchange?.();
  }

  #open(): unknown {
    this.openCount += 1;
    const database: Row & { onversionchange?: () => void } = {
      createObjectStore: () => undefined,
      close: () => undefined,
      transaction: () => this.#transaction(),
    };
    this.#databases.push(database);
    const opening: Record<string, unknown> = { result: database, error: new Error("broken") };
    if (!this.isHanging) {
      later(() => {
        if (this.isBroken) return call(opening.onerror);
        if (this.openCount === 1) call(opening.onupgradeneeded);
        call(opening.onsuccess);
      });
    }
    return opening;
  }

  #transaction(): unknown {
    const transaction: Record<string, unknown> = {
      objectStore: () => ({
        get: (key: string[]) => answered(() => this.rows.get(key.join(" "))),
        put: (row: Row) => this.rows.set(`${row.userId} ${row.contentId}`, row),
        delete: (key: string[]) => this.rows.delete(key.join(" ")),
        getAll: (range: { userId: string }) =>
          answered(() => [...this.rows.values()].filter((row) => row.userId === range.userId)),
      }),
    };
    later(() => later(() => call(transaction.oncomplete)));
    return transaction;
  }
}

/** Replaces IDBKeyRange: only the person's prefix matters. */
export const memoryKeyRange = { bound: ([userId]: string[]) => ({ userId }) };

function answered(read: () => unknown): unknown {
  const request: Record<string, unknown> = {};
  later(() => {
    request.result = read();
    call(request.onsuccess);
  });
  return request;
}

function later(run: () => void): void {
  queueMicrotask(run);
}

function call(handler: unknown): void {
  if (typeof handler === "function") handler();
}
