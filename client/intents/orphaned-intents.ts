// Finds like intents that a closed tab left in storage and hands them to one living tab. Each tab holds a
// lock named after itself; the holder of the senders' lock adopts intents of tabs whose lock is free. Without
// Web Locks every tab adopts them all: the numbers of the intents make sending twice harmless.
import type { IntentStorage, LikeIntent, StoredIntent } from "./intent-storage";

export interface OrphanedIntentsOptions {
  userId: string;
  tabId: string;
  storage: IntentStorage;
  /** Null where the browser has none. */
  locks: LockManager | null;
  adopt(intent: LikeIntent): void;
}

const SENDER_LOCK = "heartwire.sender";
const TAB_LOCK = "heartwire.tab";

export class OrphanedIntents {
  readonly #options: OrphanedIntentsOptions;
  #isSender = false;
  #release: AbortController | null = null;

  constructor(options: OrphanedIntentsOptions) {
    this.#options = options;
  }

  async keep(intent: LikeIntent): Promise<void> {
    const { userId, tabId, storage } = this.#options;
    await storage.put({ ...intent, userId, tabId });
  }

  async remove(intent: LikeIntent): Promise<void> {
    await this.#options.storage.drop(this.#options.userId, intent);
  }

  start(): void {
    if (this.#release) return;
    const release = new AbortController();
    this.#release = release;
    const { locks, tabId, userId } = this.#options;
    if (!locks) {
      this.#isSender = true;
      void this.adoptOrphans();
      return;
    }
    holdLock(locks, `${TAB_LOCK}.${tabId}`, release.signal, () => undefined);
    holdLock(locks, `${SENDER_LOCK}.${userId}`, release.signal, () => {
      this.#isSender = true;
      void this.adoptOrphans();
    });
  }

  stop(): void {
    this.#isSender = false;
    this.#release?.abort();
    this.#release = null;
  }

  /** Also called when the connection comes back: a tab may have closed since. */
  async adoptOrphans(): Promise<void> {
    if (!this.#isSender) return;
    const { storage, userId, tabId, adopt } = this.#options;
    const [kept, livingTabs] = await Promise.all([storage.list(userId), this.#listLivingTabs()]);
    if (!this.#isSender) return;
    for (const { userId: _person, tabId: writer, ...intent } of kept.sort(byNumber)) {
      if (writer !== tabId && !livingTabs.has(writer)) adopt(intent);
    }
  }

  async #listLivingTabs(): Promise<Set<string>> {
    const held = (await this.#options.locks?.query())?.held ?? [];
    const prefix = `${TAB_LOCK}.`;
    return new Set(
      held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
    );
  }
}

function byNumber(left: StoredIntent, right: StoredIntent): number {
  return left.seq - right.seq;
}

/** Holds the lock until the signal; an aborted wait is the normal end of one. */
function holdLock(locks: LockManager, name: string, signal: AbortSignal, held: () => void): void {
  const untilAborted = () =>
    new Promise<void>((resolve) => {
      if (signal.aborted) return resolve();
      held();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  locks.request(name, { signal }, untilAborted).catch(() => undefined);
}
