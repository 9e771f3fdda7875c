import { beforeEach, describe, expect, it, vi } from "vitest";
import { ManualTransport } from "../testing/manual-transport";
import { openLazyTransport } from "./lazy-transport";

const listener = { opened: vi.fn(), closed: vi.fn(), refused: vi.fn(), received: vi.fn() };
let inner: ManualTransport;
let arrivals: { come: () => void; fail: () => void }[];

beforeEach(() => {
  for (const each of Object.values(listener)) each.mockReset();
  inner = new ManualTransport();
  arrivals = [];
});

function openTransport() {
  return openLazyTransport(
    listener,
    () =>
      new Promise((resolve, reject) => {
        arrivals.push({
          come: () => resolve({ openSocketTransport: inner.make }),
          fail: () => reject(new Error("chunk")),
        });
      }),
  );
}

describe("late link", () => {
  it("[C58] the socket's code is fetched at the first opening and opens when it is here", async () => {
    const transport = openTransport();
    expect(arrivals).toHaveLength(0);
    transport.open();
    expect(transport.isOpen).toBe(false);
    await expect(transport.ask("sync", { contents: {} })).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    arrivals[0]?.come();
    await vi.waitFor(() => expect(inner.openCount).toBe(1));
    transport.close();
    transport.open();
    expect(inner.openCount).toBe(2);
    expect(arrivals).toHaveLength(1);
  });

  it("[C58] code that cannot be fetched is a refused opening, and is fetched again at the next", async () => {
    const transport = openTransport();
    transport.open();
    arrivals[0]?.fail();
    await vi.waitFor(() => expect(listener.refused).toHaveBeenCalledExactlyOnceWith(null));
    transport.open();
    arrivals[1]?.come();
    await vi.waitFor(() => expect(inner.openCount).toBe(1));
  });

  it("[C58] closed before its code is here, it does not open when the code comes", async () => {
    const transport = openTransport();
    transport.open();
    transport.close();
    arrivals[0]?.come();
    await new Promise(setImmediate);
    expect([inner.openCount, listener.refused.mock.calls]).toEqual([0, []]);
  });

  it("[C58] closed before its code is here, it stays closed and quiet; opened again, it opens once", async () => {
    const transport = openTransport();
    transport.open();
    transport.close();
    arrivals[0]?.fail();
    transport.open();
    transport.close();
    transport.open();
    for (const arrival of arrivals.slice(1)) arrival.come();
    await vi.waitFor(() => expect(inner.openCount).toBe(1));
    expect(listener.refused).not.toHaveBeenCalled();
  });
});
