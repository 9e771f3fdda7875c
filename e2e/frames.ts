// Films what one heart says, on every frame a page draws, and judges the film afterwards. A frame is true
// when its heart is what this person pressed last, and its number is that heart plus how many others
// liked the content at a moment that was: no later than now and no earlier than the frame before.
import type { Page } from "@playwright/test";

export interface Frame {
  atMs: number;
  count: number;
  liked: boolean;
  /** Presses made on this page until then. */
  presses: number;
}

export interface Film {
  /** Frames that differ from the one before, in order, over all documents of the page. */
  frames: Frame[];
  /** How many were looked at. */
  framesSeen(): Promise<number>;
}

/** How many others liked it, step by step; a step is dated when it was asked for. */
export interface Step {
  others: number;
  askedAtMs: number;
}

/** Films from the next load of a document on; the person has pressed nothing yet. */
export async function filmHeart(page: Page, contentId: string): Promise<Film> {
  const frames: Frame[] = [];
  await page.exposeFunction("keepFrame", (frame: Frame) => frames.push(frame));
  await page.addInitScript(film, contentId);
  return {
    frames,
    framesSeen: () => page.evaluate(() => (window as Filmed).framesSeen ?? 0),
  };
}

type Filmed = typeof window & { framesSeen?: number; keepFrame(frame: Frame): void };

/** Runs in the page. */
function film(contentId: string): void {
  const page = window as Filmed;
  page.framesSeen = 0;
  let presses = 0;
  let last = "";
  const find = () => document.querySelector(`[data-content-id="${contentId}"] [data-like]`);
  document.addEventListener(
    "click",
    (event) => {
      if (event.target instanceof Element && find()?.contains(event.target)) presses += 1;
    },
    { capture: true },
  );
  const look = () => {
    requestAnimationFrame(look);
    const heart = find();
    if (!heart) return;
    page.framesSeen = (page.framesSeen ?? 0) + 1;
    const count = Number(/\d+/.exec(heart.getAttribute("aria-label") ?? "")?.[0] ?? Number.NaN);
    const liked = heart.getAttribute("aria-pressed") === "true";
    const frame = `${count} ${liked} ${presses}`;
    if (frame === last) return;
    last = frame;
    page.keepFrame({ atMs: Date.now(), count, liked, presses });
  };
  requestAnimationFrame(look);
}

/**
 * What is wrong with a film, in words; nothing when all of it was true. `likedAfter` says what the heart
 * may show after so many presses; when left out, each press turns it, beginning with a like.
 */
export function judgeFilm(
  frames: readonly Frame[],
  steps: readonly Step[],
  likedAfter: (presses: number) => readonly boolean[] = (presses) => [presses % 2 === 1],
): string[] {
  const problems: string[] = [];
  let at = 0;
  for (const [index, { count, liked, presses, atMs }] of frames.entries()) {
    const words = `frame ${index}: ${count}, ${liked ? "liked" : "not liked"}, ${presses} presses`;
    if (!likedAfter(presses).includes(liked)) problems.push(`${words}: not what was pressed`);
    const others = count - Number(liked);
    const next = steps.findIndex((step, number) => number >= at && step.others === others);
    const step = steps[next];
    if (!step) problems.push(`${words}: older than what was shown, or never true`);
    else if (step.askedAtMs > atMs) problems.push(`${words}: not yet true`);
    else at = next;
  }
  return problems;
}

/** Others' likes and unlikes while a film runs, one after the other or, when all are likes, at once. */
export class Steps {
  readonly steps: Step[] = [{ others: 0, askedAtMs: 0 }];

  /** One more, or one less, from now on. */
  take(change: 1 | -1): void {
    const others = (this.steps.at(-1)?.others ?? 0) + change;
    this.steps.push({ others, askedAtMs: Date.now() });
  }
}
