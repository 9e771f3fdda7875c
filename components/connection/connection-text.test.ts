// The banner is right about the connection, and says nothing when it is live.
import { describe, expect, it } from "vitest";
import { connectionText } from "./connection-text";

describe("words of the connection", () => {
  it("[C55] says nothing while the page is live", () => {
    expect(connectionText("live", 0).banner).toBeNull();
    expect(connectionText("polling", 0).banner).toBeNull();
  });

  it("[C55] offline says that likes are kept and will be sent, and how many", () => {
    expect(connectionText("offline", 0).banner).toBe(
      "You are offline. Your likes are kept and will be sent.",
    );
    expect(connectionText("offline", 1).banner).toBe(
      "You are offline. 1 like is kept and will be sent.",
    );
    expect(connectionText("offline", 3).banner).toBe(
      "You are offline. 3 likes are kept and will be sent.",
    );
  });

  it("[C96] only a live connection is called live", () => {
    for (const state of ["polling", "connecting", "reconnecting", "offline", "ended"] as const) {
      expect(connectionText(state, 2).isLive).toBe(false);
      expect(connectionText(state, 2).short).not.toBe("Live");
    }
  });
});
