// What the experience promises in numbers, measured in the built app and printed: first paint on a mid
// phone, what one event makes the page do, what a thousand posts leave behind. The press: press.spec.ts.
// A shared machine is noisy: medians where there are many, and one printed second try.
import type { CDPSession } from "@playwright/test";
import { median } from "@/bench/figure";
import { measureSlowness } from "@/test/machine-pace";
import { expect, expectHeart, test, untilLive } from "../fixtures/people";
import { playPhone } from "../fixtures/phone";

// Tracing takes pictures of the page at every step, on the page's own time.
test.use({ trace: "off", screenshot: "off" });

const LCP_MAX_MS = 2_000;
const COMMITS_PER_EVENT_MAX = 2;
const HEAP_GROWTH_MAX_MB = 12;

/** Measures once more, saying so, when the first figure is over its limit. */
async function atMost(what: string, max: number, measure: () => Promise<number>): Promise<void> {
  let value = await measure();
  console.log(`${what}: ${value.toFixed(1)}, at most ${max}`);
  if (value > max) {
    value = await measure();
    console.log(`${what}, second try: ${value.toFixed(1)}`);
  }
  expect(value, what).toBeLessThanOrEqual(max);
}

/** The same for a time, whose limit is stretched where this machine is slow at the moment. */
async function atMostMs(
  what: string,
  maxMs: number,
  measure: () => Promise<number>,
): Promise<void> {
  await atMost(what, maxMs * measureSlowness(), measure);
}

test("[E73] the feed is there within two seconds on a mid phone", { tag: "@chromium" }, async ({
  stage,
}) => {
  test.setTimeout(120_000);
  const firstLoad = async () => {
    const page = await stage.window("gus");
    await playPhone(page);
    await page.addInitScript(() => {
      window.paintedAtMs = 0;
      new PerformanceObserver((list) => {
        window.paintedAtMs = list.getEntries().at(-1)?.startTime ?? 0;
      }).observe({ type: "largest-contentful-paint", buffered: true });
    });
    await page.goto("/", { waitUntil: "load" });
    await expect.poll(() => page.evaluate(() => window.paintedAtMs)).toBeGreaterThan(0);
    const paintedAtMs = await page.evaluate(() => window.paintedAtMs);
    await page.context().close();
    return paintedAtMs;
  };
  await atMostMs("LCP in ms, median of three first loads", LCP_MAX_MS, async () =>
    median([await firstLoad(), await firstLoad(), await firstLoad()]),
  );
});

test("[E75] an event renders the card it is about and nothing else", { tag: "@chromium" }, async ({
  stage,
}) => {
  const [author, liker] = [await stage.program(), await stage.program()];
  const { contentId } = await author.post("One card moves.");
  await author.post("The one above it rests.");
  const page = await stage.window("gus");
  await page.addInitScript(countRenders);
  await page.goto("/?tab=latest");
  await untilLive(page);
  await expectHeart(page, contentId, { count: 0 });
  // Rooms and viewers have settled once a like has come and gone.
  for (const liked of [true, false]) {
    await liker.like(contentId, liked);
    await expectHeart(page, contentId, { count: liked ? 1 : 0 });
  }
  await page.waitForLoadState("networkidle");

  const events = 10;
  await page.evaluate(() => {
    window.renders = { commits: 0, cards: {}, elsewhere: {} };
  });
  for (let event = 1; event <= events; event++) {
    const liked = event % 2 === 1;
    await liker.like(contentId, liked);
    await expectHeart(page, contentId, { count: liked ? 1 : 0 });
  }
  const { commits, cards, elsewhere } = await page.evaluate(() => window.renders);
  console.log(`${commits} commits for ${events} events; rendered`, cards, elsewhere);
  expect(Object.keys(cards)).toEqual([contentId]);
  expect(elsewhere).toEqual({});
  expect(commits).toBeGreaterThanOrEqual(events);
  expect(commits / events).toBeLessThanOrEqual(COMMITS_PER_EVENT_MAX);
});

test("[E76] a thousand posts scrolled through and back leave little behind", {
  tag: "@chromium",
}, async ({ stage }) => {
  test.setTimeout(180_000);
  const robot = await stage.program();
  for (let written = 0; written < 1_000; written += 25) {
    await Promise.all(
      Array.from({ length: 25 }, (_, index) =>
        robot.post(`Post ${written + index} of a thousand.`),
      ),
    );
  }
  const page = await stage.window("gus");
  const cdp = await page.context().newCDPSession(page);
  await page.goto("/?tab=latest");
  await untilLive(page);
  const countCards = () => page.locator("main [data-content-id]").count();
  const before = await readHeapMb(cdp);
  let cardsMax = 0;
  await expect(async () => {
    cardsMax = Math.max(cardsMax, await countCards());
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect(page.getByText("Post 3 of a thousand.")).toBeAttached({ timeout: 100 });
  }).toPass({ timeout: 120_000, intervals: [20] });
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(page.getByText("Post 999 of a thousand.")).toBeInViewport();
  await expect.poll(countCards).toBeLessThan(100);
  console.log(`most cards at once: ${cardsMax}`);
  expect(cardsMax).toBeLessThan(150);
  await atMost("heap kept after 1,000 posts and back, MB", HEAP_GROWTH_MAX_MB, async () => {
    const after = await readHeapMb(cdp);
    console.log(`heap: ${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after`);
    return after - before;
  });
});

async function readHeapMb(cdp: CDPSession): Promise<number> {
  await cdp.send("Performance.enable");
  await cdp.send("HeapProfiler.collectGarbage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  const used = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN;
  return used / 1024 / 1024;
}

interface Renders {
  commits: number;
  /** Content id → components of its card that rendered. */
  cards: Record<string, number>;
  /** Outermost element → components that rendered outside any card. */
  elsewhere: Record<string, number>;
}

interface Fiber {
  tag: number;
  flags: number;
  child: Fiber | null;
  sibling: Fiber | null;
  return: Fiber | null;
  alternate: Fiber | null;
  stateNode: unknown;
}

declare global {
  interface Window {
    paintedAtMs: number;
    renders: Renders;
  }
}

/**
 * React, also as built for production, calls this hook after every commit, and marks the components that did
 * work in it (`PerformedWork`). Runs in the page, so it stands on its own.
 */
function countRenders(): void {
  const PERFORMED_WORK = 1;
  const HOST = 5;
  const COMPONENTS = new Set([0, 1, 11, 14, 15]);
  window.renders = { commits: 0, cards: {}, elsewhere: {} };

  const findElement = (from: Fiber): Element | null => {
    for (let up: Fiber | null = from; up; up = up.return) {
      if (up.tag === HOST) return up.stateNode as Element;
    }
    return null;
  };
  const findInside = (fiber: Fiber): Element | null => {
    if (fiber.tag === HOST) return fiber.stateNode as Element;
    for (let child = fiber.child; child; child = child.sibling) {
      const found = findInside(child);
      if (found) return found;
    }
    return null;
  };
  const count = (into: Record<string, number>, name: string) => {
    into[name] = (into[name] ?? 0) + 1;
  };
  const noteRender = (fiber: Fiber) => {
    const element = findInside(fiber) ?? findElement(fiber);
    const contentId = element?.closest<HTMLElement>("[data-content-id]")?.dataset.contentId;
    if (contentId !== undefined) count(window.renders.cards, contentId);
    else count(window.renders.elsewhere, element?.outerHTML.slice(0, 80) ?? "nowhere");
  };
  const walk = (fiber: Fiber, before: Fiber | null) => {
    if (fiber === before) return;
    if (COMPONENTS.has(fiber.tag) && fiber.flags & PERFORMED_WORK) noteRender(fiber);
    if (before && fiber.child === before.child) return;
    for (let child = fiber.child; child; child = child.sibling) walk(child, child.alternate);
  };
  Object.assign(window, {
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      inject: () => 1,
      onCommitFiberUnmount() {},
      onPostCommitFiberRoot() {},
      onCommitFiberRoot(_renderer: number, root: { current: Fiber }) {
        window.renders.commits += 1;
        walk(root.current, root.current.alternate);
      },
    },
  });
}
