import { describe, expect, it, vi } from "vitest";
import { memoryLocks } from "../testing/memory-locks";
import { ME, POST, sampleId } from "../testing/sample-views";
import {
  type IntentStorage,
  type LikeIntent,
  memoryIntentStorage,
  type StoredIntent,
} from "./intent-storage";
import { OrphanedIntents } from "./orphaned-intents";

function intent(seq: number, over: Partial<StoredIntent> = {}): StoredIntent {
  return { ...POST, liked: true, deviceId: "d", seq, userId: ME.userId, tabId: "tab-1", ...over };
}

describe("orphaned intents", () => {
  function openTab(storage: IntentStorage, tabId: string, locks: LockManager | null) {
    const adopted: LikeIntent[] = [];
    const adopt = (each: LikeIntent) => adopted.push(each);
    return {
      adopted,
      keeper: new OrphanedIntents({ userId: ME.userId, tabId, storage, locks, adopt }),
    };
  }

  it("[C37] what a closed tab left is sent by one living tab; what a living tab wrote is its own", async () => {
    const storage = memoryIntentStorage();
    const locks = memoryLocks();
    const [first, second] = [openTab(storage, "tab-1", locks), openTab(storage, "tab-2", locks)];
    first.keeper.start();
    first.keeper.start();
    second.keeper.start();
    await second.keeper.keep(intent(5));
    await first.keeper.adoptOrphans();
    await second.keeper.adoptOrphans();
    expect([first.adopted, second.adopted]).toEqual([[], []]);
    second.keeper.stop();
    await vi.waitFor(async () => {
      await first.keeper.adoptOrphans();
      expect(first.adopted.map((each) => each.seq)).toEqual([5]);
    });
    expect(Object.keys(first.adopted[0] ?? {}).sort()).toEqual(
      ["contentId", "contentType", "deviceId", "liked", "seq"].sort(),
    );
    await first.keeper.remove(intent(5));
    expect(await storage.list(ME.userId)).toEqual([]);
    first.keeper.stop();
    await vi.waitFor(async () => expect((await locks.query()).held).toEqual([]));
  });

  it("[C37] of several living tabs one sends, and one that closes meanwhile does not", async () => {
    const storage = memoryIntentStorage();
    await storage.put(intent(5, { tabId: "gone" }));
    const locks = memoryLocks();
    const [first, second] = [openTab(storage, "tab-1", locks), openTab(storage, "tab-2", locks)];
    first.keeper.start();
    first.keeper.stop();
    second.keeper.start();
    await vi.waitFor(() => expect(second.adopted).toHaveLength(1));
    const third = openTab(storage, "tab-3", locks);
    third.keeper.start();
    await third.keeper.adoptOrphans();
    expect([first.adopted, third.adopted]).toEqual([[], []]);
    const asking = second.keeper.adoptOrphans();
    second.keeper.stop();
    await asking;
    expect(second.adopted).toHaveLength(1);
    third.keeper.stop();
  });

  it("[C37] when the sending tab closes another takes over", async () => {
    const storage = memoryIntentStorage();
    const locks = memoryLocks();
    const [first, second] = [openTab(storage, "tab-1", locks), openTab(storage, "tab-2", locks)];
    first.keeper.start();
    second.keeper.start();
    await first.keeper.keep(intent(7));
    first.keeper.stop();
    await vi.waitFor(async () => {
      await second.keeper.adoptOrphans();
      expect(second.adopted.map((each) => each.seq)).toContain(7);
    });
    second.keeper.stop();
  });

  it("[C37] without locks a new page adopts what is there, in the order of the like intents", async () => {
    const storage = memoryIntentStorage();
    await storage.put(intent(8, { contentId: sampleId(2), tabId: "gone" }));
    await storage.put(intent(4, { tabId: "gone" }));
    await storage.put(intent(6, { contentId: sampleId(3), tabId: "tab-1" }));
    const { adopted, keeper } = openTab(storage, "tab-1", null);
    keeper.start();
    await vi.waitFor(() => expect(adopted.map((each) => each.seq)).toEqual([4, 8]));
    keeper.stop();
    await keeper.adoptOrphans();
    expect(adopted).toHaveLength(2);
  });
});
