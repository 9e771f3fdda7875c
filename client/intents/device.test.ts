import { beforeEach, describe, expect, it } from "vitest";
import { seededRandom } from "../testing/virtual-clock";
import { Device, type TextShelf } from "./device";

let texts: Map<string, string>;
let shelf: TextShelf;
let now: number;
let ids: number;

beforeEach(() => {
  texts = new Map();
  shelf = {
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => texts.set(key, text),
  };
  now = 1_700_000_000_000;
  ids = 0;
});

function openTab(seed = 1, on: TextShelf | null = shelf): Device {
  const clock = { now: () => now, random: seededRandom(seed), after: () => () => undefined };
  return new Device(on, clock, () => {
    ids += 1;
    return `device-${ids}`;
  });
}

describe("device", () => {
  it("[C32] one name for all tabs of a browser, and numbers that only rise across them", () => {
    const tabs = [openTab(1), openTab(2), openTab(3)];
    const stamps = Array.from({ length: 300 }, (_, index) => tabs[index % 3]?.nextStamp());
    expect(new Set(stamps.map((each) => each?.deviceId))).toEqual(new Set(["device-1"]));
    const numbers = stamps.map((each) => each?.seq ?? 0);
    expect(numbers).toEqual([...numbers].sort((left, right) => left - right));
    expect(new Set(numbers).size).toBe(300);
    expect(numbers.every(Number.isSafeInteger)).toBe(true);
  });

  it("[C32] a clock set back two hours does not bring the number back, not even after a reload", () => {
    const before = openTab().nextStamp().seq;
    now -= 2 * 60 * 60 * 1_000;
    expect(openTab().nextStamp().seq).toBeGreaterThan(before);
  });

  it("[C32] a lost counter is a new device, never an old one counting again", () => {
    const before = openTab().nextStamp();
    texts.clear();
    expect(openTab().nextStamp().deviceId).not.toBe(before.deviceId);
    texts.set("heartwire.device", "device-1 garbage");
    expect(openTab().deviceId).toBe("device-3");
  });

  it("[C32] without storage the device lives as long as the page", () => {
    const forbidden: TextShelf = {
      getItem: () => {
        throw new Error("forbidden");
      },
      setItem: () => {
        throw new Error("forbidden");
      },
    };
    for (const on of [null, forbidden]) {
      const device = openTab(1, on);
      const first = device.nextStamp();
      expect(device.nextStamp()).toMatchObject({ deviceId: first.deviceId });
      expect(device.nextStamp().seq).toBeGreaterThan(first.seq);
    }
  });

  it("[C32] storage cleared under a running page: it goes on counting under its own name", () => {
    const device = openTab();
    const first = device.nextStamp();
    texts.clear();
    const second = device.nextStamp();
    expect(second.deviceId).toBe(first.deviceId);
    expect(second.seq).toBeGreaterThan(first.seq);
  });
});
