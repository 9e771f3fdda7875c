// A connection that doubles, delays and reorders every message: what is drawn stays true, and all ends equal.
import { seededRandom } from "@/client/testing/virtual-clock";
import { filmHeart, judgeFilm, Steps } from "../fixtures/film";
import { expect, expectHeart, heartOf, type Page, test, untilLive } from "../fixtures/people";

const DELAY_MAX_MS = 3_000;
const DOUBLED = 0.3;

test.describe.configure({ timeout: 120_000 });

interface Disorder {
  received: number;
  doubled: number;
  overtaken: number;
}

/** Each event of the server takes its own time, up to three seconds; some come twice. Answers keep theirs. */
async function disorderLine(page: Page, roll: () => number): Promise<Disorder> {
  const seen: Disorder = { received: 0, doubled: 0, overtaken: 0 };
  let newest = 0;
  await page.routeWebSocket(/socket\.io/, (route) => {
    const server = route.connectToServer();
    server.onMessage((message) => {
      const isEvent = String(message).startsWith("42[");
      if (!isEvent) return route.send(message);
      seen.received += 1;
      const number = seen.received;
      const times = roll() < DOUBLED ? 2 : 1;
      seen.doubled += times - 1;
      for (let time = 0; time < times; time += 1) {
        setTimeout(() => {
          if (number < newest) seen.overtaken += 1;
          newest = Math.max(newest, number);
          route.send(message);
        }, roll() * DELAY_MAX_MS);
      }
    });
  });
  return seen;
}

test("[E86] events doubled, delayed by up to 3 s and out of order: no false frame, and the end is equal", async ({
  stage,
}) => {
  const seed = Number(process.env.E2E_SEED ?? Date.now() % 100_000);
  console.log(`E86 seed ${seed} (E2E_SEED runs it again)`);
  const author = await stage.program();
  const crowd = await stage.crowd(15);
  const { contentId } = await author.post("Sent in disorder.");
  const [ada, cleo] = [await stage.window("ada"), await stage.window("cleo")];
  const disorder = await disorderLine(ada, seededRandom(seed));
  const film = await filmHeart(ada, contentId);
  await ada.goto(`/p/${contentId}`);
  await cleo.goto(`/p/${contentId}`);
  for (const page of [ada, cleo]) await untilLive(page);
  const steps = new Steps();
  for (const [number, one] of crowd.entries()) {
    steps.take(1);
    await one.like(contentId, true);
    if (number % 3 === 0) await heartOf(ada, contentId).click();
  }
  for (const page of [ada, cleo]) {
    await expectHeart(page, contentId, { count: 16, liked: page === ada });
  }
  await expect
    .poll(async () => (await author.ask("GET", `/api/content/${contentId}/engagement`)).body)
    .toMatchObject({ likeCount: 16 });
  console.log(`E86 ${JSON.stringify(disorder)}`);
  expect(disorder.doubled).toBeGreaterThan(0);
  expect(disorder.overtaken).toBeGreaterThan(0);
  expect(judgeFilm(film.frames, steps.steps)).toEqual([]);
});
