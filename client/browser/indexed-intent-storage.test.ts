import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type IntentStorage,
  memoryIntentStorage,
  type StoredIntent,
} from "../intents/intent-storage";
import { MemoryDatabase, memoryKeyRange } from "../testing/memory-database";
import { ME, POST, sampleId } from "../testing/sample-views";
import { indexedIntentStorage } from "./indexed-intent-storage";

function intent(seq: number, over: Partial<StoredIntent> = {}): StoredIntent {
  return { ...POST, liked: true, deviceId: "d", seq, userId: ME.userId, tabId: "tab-1", ...over };
}

let database: MemoryDatabase;

beforeEach(() => {
  database = new MemoryDatabase();
  vi.stubGlobal("IDBKeyRange", memoryKeyRange);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe.each([
  ["memory", () => memoryIntentStorage()],
  ["IndexedDB", () => indexedIntentStorage(database.factory)],
] as [string, () => IntentStorage][])("intent storage in %s", (_name, open) => {
  it("[C17] one entry per person and content: a newer like intent replaces the older, never the other way", async () => {
    const storage = open();
    await storage.put(intent(1));
    await storage.put(intent(3, { liked: false }));
    await storage.put(intent(2));
    await storage.put(intent(9, { contentId: sampleId(2) }));
    await storage.put(intent(9, { userId: sampleId(77) }));
    expect((await storage.list(ME.userId)).map((each) => each.seq).sort()).toEqual([3, 9]);
  });

  it("[C17] removing an old like intent leaves a newer one in place", async () => {
    const storage = open();
    await storage.put(intent(3));
    await storage.drop(ME.userId, intent(2));
    expect(await storage.list(ME.userId)).toHaveLength(1);
    await storage.drop(ME.userId, intent(3));
    expect(await storage.list(ME.userId)).toHaveLength(0);
    await storage.drop(ME.userId, intent(3));
  });
});

describe("a database that fails", () => {
  it("[C17] broken: the like intent goes on without storage, and the next one tries again", async () => {
    vi.useFakeTimers();
    database.isBroken = true;
    const storage = indexedIntentStorage(database.factory);
    await expect(storage.put(intent(1))).resolves.toBeUndefined();
    expect(await storage.list(ME.userId)).toEqual([]);
    database.isBroken = false;
    await storage.put(intent(2));
    expect(await storage.list(ME.userId)).toHaveLength(1);
  });

  it("[C17] hanging: the like intent is not held up", async () => {
    vi.useFakeTimers();
    database.isHanging = true;
    const put = indexedIntentStorage(database.factory).put(intent(1));
    await vi.advanceTimersByTimeAsync(200);
    await put;
  });

  it("[C17] changed by another tab: it is closed and opened again", async () => {
    const storage = indexedIntentStorage(database.factory);
    await storage.put(intent(1));
    database.changeVersion();
    await storage.put(intent(2));
    expect(database.openCount).toBe(2);
  });
});
