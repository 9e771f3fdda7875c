// The budgets of the built app, counted and printed: what the first paint waits for, what one event makes the
// page do, what a thousand posts leave behind. The press: press.spec.ts.
import type { CDPSession } from "@playwright/test";
import { cardOf, expect, expectHeart, type Page, test, untilLive } from "../fixtures/people";
import { playPhone } from "../fixtures/phone";
import { takeRenders, watchRenders } from "../fixtures/renders";

// Tracing takes pictures of the page at every step, on the page's own time.
test.use({ trace: "off", screenshot: "off" });

/** Bytes a mid phone's network carries in about a second: what the first paint of the feed may wait for. */
const PAINT_BYTES_MAX = 150_000;
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

declare global {
  interface Window {
    paintedAtMs: number;
  }
}

/** Its largest paint, in ms since it was asked for: printed, since a busy machine takes longer. */
async function readPaint(page: Page): Promise<number> {
  await expect.poll(() => page.evaluate(() => window.paintedAtMs)).toBeGreaterThan(0);
  return page.evaluate(() => window.paintedAtMs);
}

test("[E73] the feed is painted from its document and styles alone, few enough for a slow network", {
  tag: "@chromium",
}, async ({ stage }) => {
  const author = await stage.program();
  const { contentId } = await author.post("Painted before any script.");
  const page = await stage.window("gus");
  await playPhone(page);
  await page.addInitScript(() => {
    window.paintedAtMs = 0;
    new PerformanceObserver((list) => {
      window.paintedAtMs = list.getEntries().at(-1)?.startTime ?? 0;
    }).observe({ type: "largest-contentful-paint", buffered: true });
  });
  let letScriptsCome = () => {};
  const scripts = new Promise<void>((resolve) => {
    letScriptsCome = resolve;
  });
  await page.route(/\/_next\/static\/.*\.js$/, async (route) => {
    await scripts;
    await route.continue();
  });
  const arrived: Promise<number>[] = [];
  page.on("requestfinished", (request) => {
    arrived.push(request.sizes().then((sizes) => sizes.responseBodySize));
  });
  await page.goto("/?tab=latest", { waitUntil: "commit" });
  // No script has come yet: it is there all the same.
  await expect(cardOf(page, contentId)).toBeVisible();
  const paintedAtMs = await readPaint(page);
  const bytes = (await Promise.all(arrived)).reduce((sum, each) => sum + each, 0);
  console.log(`largest paint after ${paintedAtMs.toFixed(0)} ms, ${bytes} bytes, no script`);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(PAINT_BYTES_MAX);
  letScriptsCome();
  await untilLive(page);
});

test("[E75] an event renders the card it is about and nothing else", { tag: "@chromium" }, async ({
  stage,
}) => {
  const [author, liker] = [await stage.program(), await stage.program()];
  const { contentId } = await author.post("One card moves.");
  await author.post("The one above it rests.");
  const page = await stage.window("gus");
  await watchRenders(page);
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
  await takeRenders(page);
  for (let event = 1; event <= events; event++) {
    const liked = event % 2 === 1;
    await liker.like(contentId, liked);
    await expectHeart(page, contentId, { count: liked ? 1 : 0 });
  }
  const { commits, cards, elsewhere } = await takeRenders(page);
  console.log(`${commits} commits for ${events} events; rendered`, cards, elsewhere);
  expect(Object.keys(cards)).toEqual([contentId]);
  expect(elsewhere).toEqual({});
  expect(commits).toBeGreaterThanOrEqual(events);
  expect(commits / events).toBeLessThanOrEqual(COMMITS_PER_EVENT_MAX);
});

test("[E76] a thousand posts scrolled through and back leave little behind", {
  tag: "@chromium",
}, async ({ stage }) => {
  test.setTimeout(600_000);
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
  }).toPass({ timeout: 480_000, intervals: [20] });
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
