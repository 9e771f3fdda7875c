// Presses on paper: each is written to IndexedDB before it is sent and crossed out when the server has
// answered, so that a closed tab, a crash or a tunnel loses none. One line per person and content: a
// newer press replaces the older. Refuses to hold a press up: a slow or missing database is passed by.
import type { LikeSetPayload } from "@/protocol/socket-requests";

export type Press = LikeSetPayload;

export interface KeptPress extends Press {
  userId: string;
  /** The tab that wrote it and sends it while it lives. */
  tabId: string;
}

/** Where presses are kept; memory in tests and where the browser has no database. */
export interface PressBook {
  put(kept: KeptPress): Promise<void>;
  /** Crosses out this press, not a newer one of the same content. */
  drop(userId: string, press: Press): Promise<void>;
  list(userId: string): Promise<KeptPress[]>;
}

const DATABASE = "heartwire";
const STORE = "presses";
const SLOW_DATABASE_MS = 200;

export function memoryPressBook(): PressBook {
  const kept = new Map<string, KeptPress>();
  const keyOf = (userId: string, contentId: string) => `${userId} ${contentId}`;
  return {
    async put(press) {
      const before = kept.get(keyOf(press.userId, press.contentId));
      if (before && before.seq > press.seq) return;
      kept.set(keyOf(press.userId, press.contentId), press);
    },
    async drop(userId, press) {
      const before = kept.get(keyOf(userId, press.contentId));
      if (before && before.seq <= press.seq) kept.delete(keyOf(userId, press.contentId));
    },
    async list(userId) {
      return [...kept.values()].filter((press) => press.userId === userId);
    },
  };
}

/** The browser's database. Every failure inside leaves the press merely unkept. */
export function indexedPressBook(factory: IDBFactory): PressBook {
  let opened: Promise<IDBDatabase> | null = null;

  function open(): Promise<IDBDatabase> {
    opened ??= openDatabase(factory, () => {
      opened = null;
    }).catch((error) => {
      opened = null;
      throw error;
    });
    return opened;
  }

  /** Reads the line and writes what `decide` says, in one transaction: two tabs cannot cross. */
  async function rewrite(
    key: [string, string],
    decide: (before: KeptPress | undefined, store: IDBObjectStore) => void,
  ): Promise<void> {
    const database = await open();
    const transaction = database.transaction(STORE, "readwrite");
    const store = transaction.objectStore(STORE);
    const reading = store.get(key);
    reading.onsuccess = () => decide(reading.result as KeptPress | undefined, store);
    await finished(transaction);
  }

  return {
    put: (press) =>
      passBy(
        rewrite([press.userId, press.contentId], (before, store) => {
          if (!before || before.seq <= press.seq) store.put(press);
        }),
        undefined,
      ),
    drop: (userId, press) =>
      passBy(
        rewrite([userId, press.contentId], (before, store) => {
          if (before && before.seq <= press.seq) store.delete([userId, press.contentId]);
        }),
        undefined,
      ),
    list: (userId) => passBy(listFor(open, userId), []),
  };
}

async function listFor(open: () => Promise<IDBDatabase>, userId: string): Promise<KeptPress[]> {
  const database = await open();
  const transaction = database.transaction(STORE, "readonly");
  const reading = transaction
    .objectStore(STORE)
    .getAll(IDBKeyRange.bound([userId], [userId, []])) as IDBRequest<KeptPress[]>;
  await finished(transaction);
  return reading.result;
}

function openDatabase(factory: IDBFactory, forgetIt: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = factory.open(DATABASE, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(STORE, { keyPath: ["userId", "contentId"] });
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      database.onversionchange = () => {
        database.close();
        forgetIt();
      };
      database.onclose = forgetIt;
      resolve(database);
    };
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

/** Waits for the database, but neither long nor in tears. */
function passBy<Result>(work: Promise<Result>, otherwise: Result): Promise<Result> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), SLOW_DATABASE_MS);
    work.then(resolve, () => resolve(otherwise)).finally(() => clearTimeout(timer));
  });
}
