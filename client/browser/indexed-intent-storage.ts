// Keeps unanswered likes in IndexedDB. Called by the orphaned intents. Never delays a like: a slow, broken or
// missing database is skipped.
import { withDeadline } from "../deadline";
import type { IntentStorage, StoredIntent } from "../intents/intent-storage";

const DATABASE = "heartwire";
const STORE = "presses";
const SLOW_DATABASE_MS = 200;

/** The browser's database. Every failure inside only leaves the like intent without storage. */
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

  /** Reads the entry and writes what `decide` returns, in one transaction: two tabs cannot interleave. */
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

/** Waits for the database, but not long; a failure is answered like slowness. */
function passBy<Result>(work: Promise<Result>, otherwise: Result): Promise<Result> {
  return withDeadline(
    work.catch(() => otherwise),
    SLOW_DATABASE_MS,
    () => otherwise,
  );
}
