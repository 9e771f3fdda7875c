// What is kept of a like until the server has answered, so that a closed tab or a crash loses none. One entry
// per person and content: a newer one replaces the older. A page keeps them in
// browser/indexed-intent-storage.ts.
import type { LikeSetPayload } from "@/protocol/socket-requests";

export type LikeIntent = LikeSetPayload;

export interface StoredIntent extends LikeIntent {
  userId: string;
  /** The tab that wrote it and sends it while it lives. */
  tabId: string;
}

/** Where like intents are kept; memory in tests and where the browser has no database. */
export interface IntentStorage {
  put(kept: StoredIntent): Promise<void>;
  /** Removes this like intent, not a newer one of the same content. */
  drop(userId: string, intent: LikeIntent): Promise<void>;
  list(userId: string): Promise<StoredIntent[]>;
}

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
