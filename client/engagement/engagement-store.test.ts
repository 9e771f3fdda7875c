import { describe, expect, it, vi } from "vitest";
import { EPOCH, likeEvent, OTHER_EPOCH, POST, sampleEngagement } from "../testing/sample-views";
import { roomMessage } from "./engagement-reducer";
import { EngagementStore } from "./engagement-store";

const { contentId } = POST;

function storeWithPost(): EngagementStore {
  const store = new EngagementStore(EPOCH);
  store.seed([sampleEngagement()]);
  return store;
}

describe("engagement store", () => {
  it("[C8] a page from a cache never beats what is held", () => {
    const store = storeWithPost();
    store.applyRoomEvent(roomMessage(likeEvent({ version: 12, likeCount: 43 }), undefined), true);
    store.seed([sampleEngagement()]);
    expect(store.read(contentId)).toMatchObject({ version: 12, likeCount: 43 });
  });

  it("[C8] hydration reads what the markup was made from, whatever came since", () => {
    const store = storeWithPost();
    store.applyRoomEvent(roomMessage(likeEvent({ version: 12, likeCount: 43 }), undefined), true);
    expect(store.readRendered(contentId).likeCount).toBe(41);
    expect(store.readRendered("nobody").isKnown).toBe(false);
  });

  it("[C10] sync sends the version of my own heart, not that of a newer count", () => {
    const store = storeWithPost();
    expect(store.readVersion("nobody")).toBeUndefined();
    store.applyRoomEvent(roomMessage(likeEvent({ version: 12, likeCount: 43 }), undefined), true);
    expect(store.readVersion(contentId)).toBe(10);
    store.applySnapshot(sampleEngagement({ version: 13, liked: true }));
    expect(store.readVersion(contentId)).toBe(13);
  });

  it("[C9] a change wakes the readers of that content alone, and only when something shown moved", () => {
    const store = storeWithPost();
    const mine = vi.fn();
    const other = vi.fn();
    store.subscribe(contentId, mine);
    const stop = store.subscribe("other", other);
    store.applyRoomEvent(roomMessage(likeEvent(), undefined), true);
    store.applyRoomEvent(roomMessage(likeEvent(), undefined), true);
    store.markSent(contentId);
    expect(mine).toHaveBeenCalledTimes(1);
    expect(other).not.toHaveBeenCalled();
    stop();
  });

  it("[C8] rendered contents are quiet while rendering and announced after it", () => {
    const store = storeWithPost();
    const listener = vi.fn();
    store.subscribe(contentId, listener);
    store.seed([sampleEngagement({ version: 20, likeCount: 60 })]);
    expect(listener).not.toHaveBeenCalled();
    expect(store.read(contentId).likeCount).toBe(60);
    store.announceSeeds();
    store.announceSeeds();
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it("[C7] after another epoch old answers are dropped and cached pages only fill what is empty", () => {
    const store = storeWithPost();
    expect(store.enterEpoch(EPOCH)).toBe("same");
    expect(store.enterEpoch(OTHER_EPOCH)).toBe("entered");
    expect(store.enterEpoch(EPOCH)).toBe("over");
    expect(store.readVersion(contentId)).toBeUndefined();
    const late = store.applyAnswer(sampleEngagement({ version: 99, likeCount: 999 }), EPOCH);
    expect(late.verdict).toBe("ignored");
    store.seed([sampleEngagement({ version: 98, likeCount: 998 })]);
    expect(store.read(contentId).likeCount).toBe(41);
    store.seed([sampleEngagement({ contentId: "empty", version: 50, likeCount: 7 })]);
    expect(store.read("empty").likeCount).toBe(7);
    store.applyAnswer(
      sampleEngagement({ contentId: "empty", version: 2, likeCount: 1 }),
      OTHER_EPOCH,
    );
    expect(store.read("empty").likeCount).toBe(1);
  });

  it("[C7] the first epoch received is no change", () => {
    const store = new EngagementStore(null);
    store.seed([sampleEngagement()]);
    expect(store.enterEpoch(EPOCH)).toBe("same");
    expect(store.readVersion(contentId)).toBe(10);
  });

  it("[C10] the version sent in sync is the one my own heart was received at", () => {
    const store = storeWithPost();
    store.applyRoomEvent(roomMessage(likeEvent({ version: 12 }), undefined), true);
    expect(store.readVersion(contentId)).toBe(10);
  });

  it("[C11] gone is said until the server shows the content again", () => {
    const store = storeWithPost();
    store.markGone(contentId);
    expect(store.read(contentId).isGone).toBe(true);
    store.markPresent(contentId);
    store.markPresent(contentId);
    expect(store.read(contentId).isGone).toBe(false);
  });
});
