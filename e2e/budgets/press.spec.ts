// A press as its user feels it: the page's work for it on a mid phone, counted, while its heart and its
// number move. Its time is printed only: on a busy machine it proves nothing of the page.
import { median } from "@/bench/figure";
import { expect, expectHeart, heartOf, test, untilLive } from "../fixtures/people";
import { aimAt, type PressTiming, playPhone, pressOnce, watchPresses } from "../fixtures/phone";
import { watchRenders } from "../fixtures/renders";
import { type PageWork, startWorkMeter } from "../fixtures/work-meter";

// Tracing takes pictures of the page at every step, on the page's own time.
test.use({ trace: "off", screenshot: "off" });

const PRESSES = 12;
/** What one press may cost, from the touch until it is drawn and its motion began. */
const WORK_MAX: PageWork = { commits: 6, calls: 20_000, layouts: 8 };

/** A page that does too much on every press, as if it were the product's own script. */
const SLOW_PRESS = `addEventListener("click", () => {
  for (let round = 0; round < 20; round++) {
    document.body.style.paddingBottom = round % 2 + "px";
    document.body.getBoundingClientRect();
  }
  Array.from({ length: 3000 }, (_, nth) => (nth * 7919) % 3001).sort((a, b) => a - b);
}, true);`;

function summarize(timings: PressTiming[]): string {
  const all = timings.map((each) => each.durationMs);
  const processingMs = median(timings.map((each) => each.processingMs)).toFixed(0);
  return `INP at 4 ×: slowest ${Math.max(...all)} ms, median ${median(all)} ms, of which processing ${processingMs}`;
}

test("[E74] on a mid phone a press costs the page a bounded amount of work", {
  tag: "@chromium",
}, async ({ stage }) => {
  test.setTimeout(240_000);
  const robot = await stage.program();
  const { contentId } = await robot.post("Pressed on a slow phone.");
  const page = await stage.window("gus");
  await watchPresses(page);
  await watchRenders(page);
  await page.route("**/_next/static/slow-press.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: SLOW_PRESS }),
  );
  const cdp = await playPhone(page);
  await page.goto("/?tab=latest");
  await untilLive(page);
  const heart = await aimAt(page, cdp, heartOf(page, contentId));
  const meter = await startWorkMeter(page, cdp);
  const timings: PressTiming[] = [];
  const costs: PageWork[] = [];
  for (let press = 0; press < PRESSES; press++) {
    await meter.take();
    timings.push(await pressOnce(heart));
    costs.push(await meter.take());
    await expectHeart(page, contentId, { count: (press + 1) % 2, liked: press % 2 === 0 });
  }
  console.log(summarize(timings));
  console.log(`work a press: ${costs.map((each) => Object.values(each).join("/")).join(" ")}`);
  for (const name of ["commits", "calls", "layouts"] as const) {
    const most = Math.max(...costs.map((each) => each[name]));
    expect(most, `${name}, the dearest press`).toBeLessThanOrEqual(WORK_MAX[name]);
    expect(most, `${name} were counted`).toBeGreaterThan(0);
  }

  // What would make a press slow is noticed: layouts forced one after the other, and calls.
  await page.addScriptTag({ url: "/_next/static/slow-press.js" });
  await meter.take();
  await pressOnce(heart);
  const slow = await meter.take();
  expect(slow.layouts).toBeGreaterThan(WORK_MAX.layouts);
  expect(slow.calls).toBeGreaterThan(WORK_MAX.calls);
});

/** What the compositor moves by itself; anything else is styled, laid out or painted again on every frame. */
const FREE = ["transform", "opacity", "scale"];

test("[E95] what a press sets in motion moves without the page's main thread", {
  tag: "@chromium",
}, async ({ stage }) => {
  const robot = await stage.program();
  const { contentId } = await robot.post("Nine others like this.");
  for (const one of await stage.crowd(9)) await one.like(contentId, true);
  const page = await stage.window("gus");
  await page.goto("/?tab=latest");
  await untilLive(page);
  for (const count of [10, 9]) {
    const moved = await heartOf(page, contentId).evaluate(async (heart: HTMLElement) => {
      heart.click();
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return heart.getAnimations({ subtree: true }).map((animation) => {
        const { target } = animation.effect as KeyframeEffect;
        const known = ["offset", "computedOffset", "easing", "composite"];
        const frames = (animation.effect as KeyframeEffect).getKeyframes();
        const properties = frames.flatMap((frame) => Object.keys(frame));
        return {
          isDrawing: target instanceof SVGElement,
          properties: [...new Set(properties)].filter((name) => !known.includes(name)),
        };
      });
    });
    await expectHeart(page, contentId, { count });
    expect(moved.length, "a heart and wheels").toBeGreaterThan(2);
    const dear = moved.filter(({ isDrawing, properties }) =>
      // A drawing's own `scale`, unlike its `transform`, is not left to the compositor.
      properties.some((name) => !FREE.includes(name) || (isDrawing && name === "scale")),
    );
    expect(dear).toEqual([]);
    await expect(heartOf(page, contentId).locator("data")).toHaveCount(0);
  }
});
