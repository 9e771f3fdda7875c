import { beforeEach, describe, expect, it, vi } from "vitest";
import { HandLink } from "../testing/manual-transport";
import { openLateLink } from "./lazy-transport";

const listener = { opened: vi.fn(), closed: vi.fn(), refused: vi.fn(), told: vi.fn() };
let hand: HandLink;
let arrivals: { come: () => void; fail: () => void }[];

beforeEach(() => {
  for (const each of Object.values(listener)) each.mockReset();
  hand = new HandLink();
  arrivals = [];
});

function openLink() {
  return openLateLink(
    listener,
    () =>
      new Promise((resolve, reject) => {
        arrivals.push({
          come: () => resolve({ openSocketLink: hand.make }),
          fail: () => reject(new Error("chunk")),
        });
      }),
  );
}

describe("late link", () => {
  it("[C58] the socket's code is fetched at the first opening and opens when it is here", async () => {
    const link = openLink();
    expect(arrivals).toHaveLength(0);
    link.open();
    expect(link.isOpen).toBe(false);
    await expect(link.ask("sync", { contents: {} })).rejects.toMatchObject({ code: "UNAVAILABLE" });
    arrivals[0]?.come();
    await vi.waitFor(() => expect(hand.openCount).toBe(1));
    link.close();
    link.open();
    expect(hand.openCount).toBe(2);
    expect(arrivals).toHaveLength(1);
  });

  it("[C58] code that cannot be fetched is a refused opening, and is fetched again at the next", async () => {
    const link = openLink();
    link.open();
    arrivals[0]?.fail();
    await vi.waitFor(() => expect(listener.refused).toHaveBeenCalledExactlyOnceWith(null));
    link.open();
    arrivals[1]?.come();
    await vi.waitFor(() => expect(hand.openCount).toBe(1));
  });

  it("[C58] closed before its code is here, it does not open when the code comes", async () => {
    const link = openLink();
    link.open();
    link.close();
    arrivals[0]?.come();
    await new Promise(setImmediate);
    expect([hand.openCount, listener.refused.mock.calls]).toEqual([0, []]);
  });

  it("[C58] closed before its code is here, it stays closed and quiet; opened again, it opens once", async () => {
    const link = openLink();
    link.open();
    link.close();
    arrivals[0]?.fail();
    link.open();
    link.close();
    link.open();
    for (const arrival of arrivals.slice(1)) arrival.come();
    await vi.waitFor(() => expect(hand.openCount).toBe(1));
    expect(listener.refused).not.toHaveBeenCalled();
  });
});
