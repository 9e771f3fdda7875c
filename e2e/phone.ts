// A mid phone: its size, its slowness, its network and a thumb; and how long a press takes to show there, as
// the browser's own Event Timing tells it, which is what INP is made of.
import type { CDPSession, Locator, Page } from "@playwright/test";

/** Lighthouse's mid phone: a processor four times slower, a slow mobile network. */
const SIZE = { width: 390, height: 844 };
const SLOWNESS = 4;
const NETWORK = { latencyMs: 150, bytesPerSecond: (1.6 * 1024 * 1024) / 8 };
/** As long as a thumb rests on the glass. */
const TOUCH_MS = 60;

export async function playPhone(page: Page): Promise<CDPSession> {
  await page.setViewportSize(SIZE);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 1 });
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: NETWORK.latencyMs,
    downloadThroughput: NETWORK.bytesPerSecond,
    uploadThroughput: NETWORK.bytesPerSecond / 2,
  });
  await setSlowness(cdp, SLOWNESS);
  return cdp;
}

/** A slowed page burns what it is not given, also while it rests: two of them fill two cores. */
function setSlowness(cdp: CDPSession, rate: number): Promise<unknown> {
  return cdp.send("Emulation.setCPUThrottlingRate", { rate });
}

declare global {
  interface Window {
    pressTimings: PressTiming[];
  }
}

export interface PressTiming {
  durationMs: number;
  inputMs: number;
  processingMs: number;
}

/** Before the page loads. */
export async function watchPresses(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.pressTimings = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEventTiming & {
        interactionId: number;
      })[]) {
        if (!entry.interactionId) continue;
        window.pressTimings.push({
          durationMs: entry.duration,
          inputMs: entry.processingStart - entry.startTime,
          processingMs: entry.processingEnd - entry.processingStart,
        });
      }
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
  });
}

/** A page, its wire, and where on it is pressed. */
export interface Bench {
  page: Page;
  cdp: CDPSession;
  point: { x: number; y: number };
}

/** The point of a target that stands still, where a thumb meets a heart; the page is slow only while it is pressed. */
export async function aimAt(page: Page, cdp: CDPSession, target: Locator): Promise<Bench> {
  const box = await target.boundingBox();
  if (!box) throw new Error("nothing to press");
  await setSlowness(cdp, 1);
  return { page, cdp, point: { x: box.x + 22, y: box.y + box.height / 2 } };
}

/** The browser tells of nothing faster. */
const UNTOLD: PressTiming = { durationMs: 16, inputMs: 0, processingMs: 0 };

/**
 * One press with a thumb, and its slowest event. Nothing of ours runs in the page meanwhile: Playwright's own click
 * looks up what it hits there, in the middle of what is measured.
 */
export async function pressOnce({ page, cdp, point }: Bench): Promise<PressTiming> {
  await setSlowness(cdp, SLOWNESS);
  await cdp.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
  await new Promise((resolve) => setTimeout(resolve, TOUCH_MS));
  await cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  // The browser hands out an entry after the frame it belongs to, and in an idle moment.
  const timings = await page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) {
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
    }
    return window.pressTimings.splice(0);
  });
  await setSlowness(cdp, 1);
  return timings.reduce(
    (slowest, each) => (slowest.durationMs >= each.durationMs ? slowest : each),
    UNTOLD,
  );
}
