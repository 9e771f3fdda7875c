// No false frame is ever drawn: every frame of a heart is recorded. Meanwhile others like, answers are slow,
// connections break and pages come and go.
import { type Frame, filmHeart, judgeFilm, Steps } from "../fixtures/film";
import {
  expect,
  expectHeart,
  heartOf,
  type Page,
  type Program,
  test,
  untilLive,
} from "../fixtures/people";

const CROWD = 20;

test.describe.configure({ timeout: 90_000 });

function pressQuickly(page: Page, contentId: string, times: number, everyMs: number) {
  return page.evaluate(
    async ({ id, presses, pauseMs }) => {
      const heart = document.querySelector<HTMLElement>(`[data-content-id="${id}"] [data-like]`);
      for (let press = 0; press < presses; press += 1) {
        heart?.click();
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    },
    { id: contentId, presses: times, pauseMs: everyMs },
  );
}

/** Everybody likes, in bursts of four at once. */
async function storm(crowd: Program[], contentId: string, steps: Steps): Promise<void> {
  for (let first = 0; first < crowd.length; first += 4) {
    await Promise.all(
      crowd.slice(first, first + 4).map((one) => {
        steps.take(1);
        return one.like(contentId, true);
      }),
    );
  }
}

/** One after the other up, and down again. */
async function swell(crowd: Program[], contentId: string, steps: Steps): Promise<void> {
  for (const liked of [true, false]) {
    for (const one of crowd) {
      steps.take(liked ? 1 : -1);
      await one.like(contentId, liked);
    }
  }
}

test("[E80] quick presses in a storm: every frame is true, and the last press holds", async ({
  stage,
}) => {
  const author = await stage.program();
  const crowd = await stage.crowd(CROWD);
  const { contentId } = await author.post("Filmed in a storm.");
  const ada = await stage.window("ada");
  const film = await filmHeart(ada, contentId);
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  const steps = new Steps();
  await Promise.all([storm(crowd, contentId, steps), pressQuickly(ada, contentId, 15, 40)]);
  await expectHeart(ada, contentId, { count: CROWD + 1, liked: true });
  await expect
    .poll(async () => (await author.ask("GET", `/api/content/${contentId}/engagement`)).body)
    .toMatchObject({ likeCount: CROWD + 1 });
  expect(judgeFilm(film.frames, steps.steps)).toEqual([]);
  expect(film.frames.length).toBeGreaterThan(15);
  expect(await film.framesSeen()).toBeGreaterThan(30);
});

test("[E81] presses among others' likes and unlikes, with answers 1.2 s late: every frame is true", async ({
  stage,
}) => {
  const author = await stage.program();
  const crowd = await stage.crowd(12);
  const { contentId } = await author.post("Filmed with slow answers.");
  const ada = await stage.window("ada");
  await ada.routeWebSocket(/socket\.io/, (route) => {
    const server = route.connectToServer();
    server.onMessage((message) => {
      // Answers, and what my own devices alone receive.
      const isMine = /^43|^42\["like:(created|removed)"/.test(String(message));
      if (isMine) setTimeout(() => route.send(message), 1_200);
      else route.send(message);
    });
  });
  const film = await filmHeart(ada, contentId);
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  const steps = new Steps();
  await Promise.all([swell(crowd, contentId, steps), pressQuickly(ada, contentId, 6, 170)]);
  await expectHeart(ada, contentId, { count: 0, liked: false });
  await expect
    .poll(async () => (await author.ask("GET", `/api/content/${contentId}/engagement`)).body)
    .toMatchObject({ likeCount: 0 });
  expect(judgeFilm(film.frames, steps.steps)).toEqual([]);
});

test("[E82] a like that is refused in a storm falls back to the current truth, in true frames", async ({
  stage,
}) => {
  const author = await stage.program();
  const crowd = await stage.crowd(CROWD);
  const { contentId } = await author.post("Filmed while refused.");
  const ada = await stage.window("ada");
  await ada.routeWebSocket(/socket\.io/, (route) => {
    const server = route.connectToServer();
    route.onMessage((message) => {
      const press = /^42(\d+)\["like:set"/.exec(String(message));
      if (!press) return server.send(message);
      const error = { code: "FORBIDDEN", message: "Not today.", retryable: false, errorId: "e2e" };
      setTimeout(() => route.send(`43${press[1]}${JSON.stringify([{ ok: false, error }])}`), 300);
    });
  });
  const film = await filmHeart(ada, contentId);
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  const steps = new Steps();
  await Promise.all([storm(crowd, contentId, steps), heartOf(ada, contentId).click()]);
  await expect(ada.getByText("Not today.").first()).toBeVisible();
  await expectHeart(ada, contentId, { count: CROWD, liked: false });
  expect(judgeFilm(film.frames, steps.steps, (presses) => [presses === 1, false])).toEqual([]);
  expect(film.frames.some((frame) => frame.liked)).toBe(true);
});

test("[E83] a connection that breaks again and again in the middle: every frame is true, no like is lost", async ({
  stage,
}) => {
  const author = await stage.program();
  const crowd = await stage.crowd(CROWD);
  const { contentId } = await author.post("Filmed on a broken line.");
  const ada = await stage.window("ada");
  let cut = () => {};
  let openings = 0;
  await ada.routeWebSocket(/socket\.io/, (route) => {
    route.connectToServer();
    openings += 1;
    cut = () => void route.close();
  });
  const film = await filmHeart(ada, contentId);
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  const steps = new Steps();
  const breaking = setInterval(() => cut(), 400);
  try {
    await Promise.all([swell(crowd, contentId, steps), pressQuickly(ada, contentId, 9, 250)]);
  } finally {
    clearInterval(breaking);
  }
  await expectHeart(ada, contentId, { count: 1, liked: true });
  await untilLive(ada);
  await expect
    .poll(async () => (await author.ask("GET", `/api/content/${contentId}/engagement`)).body)
    .toMatchObject({ likeCount: 1 });
  expect(judgeFilm(film.frames, steps.steps)).toEqual([]);
  expect(openings).toBeGreaterThan(2);
});

test("[E84] back and forward while others press: every frame is true", async ({ stage }) => {
  const author = await stage.program();
  const crowd = await stage.crowd(40);
  const { contentId } = await author.post("Filmed while walking.");
  const ada = await stage.window("ada");
  const film = await filmHeart(ada, contentId);
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  const steps = new Steps();
  const stormy = storm(crowd, contentId, steps);
  await heartOf(ada, contentId).click();
  for (let round = 0; round < 3; round += 1) {
    await ada.getByRole("link", { name: "Activity", exact: true }).first().click();
    await ada.waitForURL("**/activity");
    await ada.evaluate(() => history.back());
    await ada.waitForURL(`**/p/${contentId}`);
    await expect(heartOf(ada, contentId)).toHaveAttribute("aria-pressed", "true");
  }
  await stormy;
  await expectHeart(ada, contentId, { count: 41, liked: true });
  expect(judgeFilm(film.frames, steps.steps)).toEqual([]);
});

test("[E85] the film notices an older number, a number that never was, and a heart nobody pressed", async ({
  stage,
}) => {
  const [author, ...crowd] = await stage.crowd(6);
  if (!author) throw new Error("no author");
  const { contentId, contentType } = await author.post("Filmed with a lie in it.");
  const ada = await stage.window("ada");
  let lie = (_likeCount: number, _version: number) => {};
  await ada.routeWebSocket(/socket\.io/, (route) => {
    route.connectToServer();
    lie = (likeCount, version) => {
      const counts = { likeCount, commentCount: 0, repostCount: 0, version };
      const view = { contentId, contentType, ...counts, liked: false, reposted: false };
      route.send(`42${JSON.stringify(["like:removed", view])}`);
    };
  });
  const film = await filmHeart(ada, contentId);
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  const steps = new Steps();
  await storm(crowd, contentId, steps);
  await expectHeart(ada, contentId, { count: 5, liked: false });
  expect(judgeFilm(film.frames, steps.steps)).toEqual([]);

  lie(3, 4);
  await heartOf(ada, contentId).click();
  await expectHeart(ada, contentId, { count: 6, liked: true });
  expect(judgeFilm(film.frames, steps.steps)).toEqual([]);

  lie(3, 90);
  await expectHeart(ada, contentId, { count: 3, liked: false });
  // A frame more where the lie comes before the answer to the click.
  const found = judgeFilm(film.frames, steps.steps).join("\n");
  expect(found).toContain("not liked, 1 presses: not what was pressed");
  expect(found).toContain("not liked, 1 presses: older than what was shown");
  lie(77, 91);
  await expectHeart(ada, contentId, { count: 77 });
  expect(judgeFilm(film.frames, steps.steps).at(-1)).toContain("never true");

  const early: Frame = { atMs: 5, count: 1, liked: false, presses: 0 };
  expect(judgeFilm([early], [{ others: 1, askedAtMs: 9 }])).toEqual([
    expect.stringContaining("not yet true"),
  ]);
});
