import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MemoryDatabase, memoryKeyRange } from "../testing/memory-database";
import { memoryLocks } from "../testing/memory-locks";
import { ME, POST, sampleId } from "../testing/sample-views";
import {
  indexedPressBook,
  type KeptPress,
  memoryPressBook,
  type Press,
  type PressBook,
} from "./intent-storage";
import { PressKeeper } from "./orphaned-intents";

function press(seq: number, over: Partial<KeptPress> = {}): KeptPress {
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
  ["memory", () => memoryPressBook()],
  ["IndexedDB", () => indexedPressBook(database.factory)],
] as [string, () => PressBook][])("press book in %s", (_name, open) => {
  it("[C17] one line per person and content: a newer press replaces the older, never the other way", async () => {
    const book = open();
    await book.put(press(1));
    await book.put(press(3, { liked: false }));
    await book.put(press(2));
    await book.put(press(9, { contentId: sampleId(2) }));
    await book.put(press(9, { userId: sampleId(77) }));
    expect((await book.list(ME.userId)).map((each) => each.seq).sort()).toEqual([3, 9]);
  });

  it("[C17] crossing out an old press leaves a newer one standing", async () => {
    const book = open();
    await book.put(press(3));
    await book.drop(ME.userId, press(2));
    expect(await book.list(ME.userId)).toHaveLength(1);
    await book.drop(ME.userId, press(3));
    expect(await book.list(ME.userId)).toHaveLength(0);
    await book.drop(ME.userId, press(3));
  });
});

describe("a database that fails", () => {
  it("[C17] broken: the press goes on unkept, and the next one tries again", async () => {
    vi.useFakeTimers();
    database.isBroken = true;
    const book = indexedPressBook(database.factory);
    await book.put(press(1));
    expect(await book.list(ME.userId)).toEqual([]);
    database.isBroken = false;
    await book.put(press(2));
    expect(await book.list(ME.userId)).toHaveLength(1);
  });

  it("[C17] hanging: the press is not held up", async () => {
    vi.useFakeTimers();
    database.isHanging = true;
    const put = indexedPressBook(database.factory).put(press(1));
    await vi.advanceTimersByTimeAsync(200);
    await put;
  });

  it("[C17] changed by another tab: it is let go and opened again", async () => {
    const book = indexedPressBook(database.factory);
    await book.put(press(1));
    database.changeVersion();
    await book.put(press(2));
    expect(database.openCount).toBe(2);
  });
});

describe("press keeper", () => {
  function openTab(book: PressBook, tabId: string, locks: LockManager | null) {
    const adopted: Press[] = [];
    const adopt = (each: Press) => adopted.push(each);
    return { adopted, keeper: new PressKeeper({ userId: ME.userId, tabId, book, locks, adopt }) };
  }

  it("[C37] what a closed tab left is sent by one living tab; what a living tab wrote is its own", async () => {
    const book = memoryPressBook();
    const locks = memoryLocks();
    const [first, second] = [openTab(book, "tab-1", locks), openTab(book, "tab-2", locks)];
    first.keeper.start();
    first.keeper.start();
    second.keeper.start();
    await second.keeper.keep(press(5));
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
    await first.keeper.crossOut(press(5));
    expect(await book.list(ME.userId)).toEqual([]);
    first.keeper.stop();
    await vi.waitFor(async () => expect((await locks.query()).held).toEqual([]));
  });

  it("[C37] of several living tabs one sends, and one that closes meanwhile does not", async () => {
    const book = memoryPressBook();
    await book.put(press(5, { tabId: "gone" }));
    const locks = memoryLocks();
    const [first, second] = [openTab(book, "tab-1", locks), openTab(book, "tab-2", locks)];
    first.keeper.start();
    first.keeper.stop();
    second.keeper.start();
    await vi.waitFor(() => expect(second.adopted).toHaveLength(1));
    const third = openTab(book, "tab-3", locks);
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
    const book = memoryPressBook();
    const locks = memoryLocks();
    const [first, second] = [openTab(book, "tab-1", locks), openTab(book, "tab-2", locks)];
    first.keeper.start();
    second.keeper.start();
    await first.keeper.keep(press(7));
    first.keeper.stop();
    await vi.waitFor(async () => {
      await second.keeper.adoptOrphans();
      expect(second.adopted.map((each) => each.seq)).toContain(7);
    });
    second.keeper.stop();
  });

  it("[C37] without locks a new page adopts what is there, in the order of the presses", async () => {
    const book = memoryPressBook();
    await book.put(press(8, { contentId: sampleId(2), tabId: "gone" }));
    await book.put(press(4, { tabId: "gone" }));
    await book.put(press(6, { contentId: sampleId(3), tabId: "tab-1" }));
    const { adopted, keeper } = openTab(book, "tab-1", null);
    keeper.start();
    await vi.waitFor(() => expect(adopted.map((each) => each.seq)).toEqual([4, 8]));
    keeper.stop();
    await keeper.adoptOrphans();
    expect(adopted).toHaveLength(2);
  });
});
