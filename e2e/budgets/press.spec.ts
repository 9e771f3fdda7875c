// A press as the one who presses feels it: how long until it shows on a mid phone, and how much work the page
// does for it then and while its heart and its number move.
import type { Page } from "@playwright/test";
import { median } from "@/bench/figure";
import { expect, expectHeart, heartOf, test, untilLive } from "../fixtures/people";
import {
  aimAt,
  type Bench,
  type PressTiming,
  playPhone,
  pressOnce,
  watchPresses,
} from "../fixtures/phone";

// Tracing takes pictures of the page at every step, on the page's own time.
test.use({ trace: "off", screenshot: "off" });

/** INP: what the slowest press keeps to. */
const INP_MAX_MS = 100;
const PRESSES = 12;
const ROUNDS_MAX = 5;
/** A machine busier than this proves nothing, and is not excused. */
const STRETCH_MAX = 3;

/**
 * The yardstick: a page with nothing but a button whose press does a fixed piece of work, in the same throttled
 * browser and between the presses measured. Its median of twelve took 24 to 40 in calm rounds on two shared cores; on
 * cores of one's own it has not been measured yet. One press of it that was held up stretches nothing.
 */
const YARDSTICK_MS = 40;
const YARDSTICK = `<!doctype html><meta name="viewport" content="width=device-width">
<style>button{display:block;margin:200px 40px 20px;width:80px;height:44px}.on i{color:#c00}</style>
<button>0</button><p></p>
<script>
  const [button] = document.getElementsByTagName("button"), [words] = document.getElementsByTagName("p");
  words.innerHTML = "<i>word </i>".repeat(120);
  let presses = 0;
  button.onclick = () => {
    for (let round = 0; round < 2; round++)
      Array.from({ length: 3000 }, (_, nth) => (nth * 7919) % 3001).sort((a, b) => a - b);
    button.textContent = ++presses;
    words.classList.toggle("on");
  };
</script>`;

/** Presses one after the other on both, so that what else the machine does meets both alike. */
async function pressInTurns(measured: Bench, yardstick: Bench) {
  const took = { press: [] as PressTiming[], yardstick: [] as PressTiming[] };
  for (let press = 0; press < PRESSES; press++) {
    took.yardstick.push(await pressOnce(yardstick));
    took.press.push(await pressOnce(measured));
  }
  return took;
}

function tell(name: string, timings: PressTiming[]): string {
  const inputMs = median(timings.map((each) => each.inputMs)).toFixed(0);
  const processingMs = median(timings.map((each) => each.processingMs)).toFixed(0);
  const all = timings.map((each) => each.durationMs).join(" ");
  return `${name} ${all}; slowest ${slowestOf(timings)} ms, median ${medianOf(timings)} ms of which input ${inputMs}, processing ${processingMs}`;
}

function medianOf(timings: PressTiming[]): number {
  return median(timings.map((each) => each.durationMs));
}

function slowestOf(timings: PressTiming[]): number {
  return Math.max(...timings.map((each) => each.durationMs));
}

async function openYardstick(page: Page): Promise<Bench> {
  await watchPresses(page);
  await page.route("**/yardstick", (route) =>
    route.fulfill({ contentType: "text/html", body: YARDSTICK }),
  );
  const cdp = await playPhone(page);
  await page.goto("/yardstick");
  return aimAt(page, cdp, page.getByRole("button"));
}

test("[E74] on a mid phone every press is answered on the screen within 100 ms", {
  tag: "@chromium",
}, async ({ stage }) => {
  test.setTimeout(240_000);
  const robot = await stage.program();
  const { contentId } = await robot.post("Pressed on a slow phone.");
  const yardstick = await openYardstick(await stage.visitor());
  const page = await stage.window("gus");
  await watchPresses(page);
  const cdp = await playPhone(page);
  await page.goto("/?tab=latest");
  await untilLive(page);
  const measured = await aimAt(page, cdp, heartOf(page, contentId));

  // Other work on the machine only ever adds: the round it disturbed least tells most.
  const shares: number[] = [];
  while (shares.length < ROUNDS_MAX && !shares.some((share) => share <= 1)) {
    const took = await pressInTurns(measured, yardstick);
    const slowness = medianOf(took.yardstick) / YARDSTICK_MS;
    const stretch = Math.min(STRETCH_MAX, Math.max(1, slowness));
    console.log(tell("press:", took.press));
    console.log(tell("yardstick:", took.yardstick));
    console.log(`INP ${slowestOf(took.press)} ms, at most ${INP_MAX_MS} × ${stretch.toFixed(1)}`);
    shares.push(slowestOf(took.press) / (INP_MAX_MS * stretch));
    await expectHeart(page, contentId, { count: 0, liked: false });
  }
  expect(Math.min(...shares), "INP ÷ what it may be at this moment").toBeLessThanOrEqual(1);
});

/** What the compositor moves by itself; anything else is styled, laid out or painted anew on every frame. */
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
