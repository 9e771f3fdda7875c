// Presses on paper: each is written to IndexedDB before it is sent and crossed out when the server has
// answered, so that a closed tab, a crash or a tunnel loses none. One line per person and content: a
// newer press replaces the older. Refuses to hold a press up: a slow or missing database is passed by.
import type { LikeSetPayload } from "@/protocol/socket-requests";

export type LikeIntent = LikeSetPayload;

export interface StoredIntent extends LikeIntent {
  userId: string;
  /** The tab that wrote it and sends it while it lives. */
  tabId: string;
}

/** Where presses are kept; memory in tests and where the browser has no database. */
export interface IntentStorage {
  put(kept: StoredIntent): Promise<void>;
  /** Crosses out this press, not a newer one of the same content. */
  drop(userId: string, intent: LikeIntent): Promise<void>;
  list(userId: string): Promise<StoredIntent[]>;
}

const DATABASE = "heartwire";
const STORE = "presses";
const SLOW_DATABASE_MS = 200;

export function memoryIntentStorage(): IntentStorage {
  const kept = new Map<string, StoredIntent>();
  const keyOf = (userId: string, contentId: string) => `${userId} ${contentId}`;
  return {
    async put(intent) {
      const before = kept.get(keyOf(intent.userId, intent.contentId));
      if (before && before.seq > intent.seq) return;
      kept.set(keyOf(intent.userId, intent.contentId), intent);
    },
    async drop(userId, intent) {
      const before = kept.get(keyOf(userId, intent.contentId));
      if (before && before.seq <= intent.seq) kept.delete(keyOf(userId, intent.contentId));
    },
    async list(userId) {
      return [...kept.values()].filter((intent) => intent.userId === userId);
    },
  };
}

/** The browser's database. Every failure inside leaves the press merely unkept. */
export function indexedIntentStorage(factory: IDBFactory): IntentStorage {
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
    decide: (before: StoredIntent | undefined, store: IDBObjectStore) => void,
  ): Promise<void> {
    const database = await open();
    const transaction = database.transaction(STORE, "readwrite");
    const store = transaction.objectStore(STORE);
    const reading = store.get(key);
    reading.onsuccess = () => decide(reading.result as StoredIntent | undefined, store);
    await finished(transaction);
  }

  return {
    put: (intent) =>
      passBy(
        rewrite([intent.userId, intent.contentId], (before, store) => {
          if (!before || before.seq <= intent.seq) store.put(intent);
        }),
        undefined,
      ),
    drop: (userId, intent) =>
      passBy(
        rewrite([userId, intent.contentId], (before, store) => {
          if (before && before.seq <= intent.seq) store.delete([userId, intent.contentId]);
        }),
        undefined,
      ),
    list: (userId) => passBy(listFor(open, userId), []),
  };
}

async function listFor(open: () => Promise<IDBDatabase>, userId: string): Promise<StoredIntent[]> {
  const database = await open();
  const transaction = database.transaction(STORE, "readonly");
  const reading = transaction
    .objectStore(STORE)
    .getAll(IDBKeyRange.bound([userId], [userId, []])) as IDBRequest<StoredIntent[]>;
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
