// The server is killed in use and comes back, once as it was and once with another epoch.
import { test } from "../fixtures/own-server";
import { expect, expectHeart, heartOf, untilLive } from "../fixtures/people";

const DOWN_MS = 5_000;

test.describe.configure({ timeout: 120_000 });

test("[E90] the server is killed for five seconds while three press: no press is lost or doubled, nobody reloads", async ({
  server,
  stage,
}) => {
  const author = await stage.program();
  const { contentId } = await author.post("Written before the fall.");
  const pages = await Promise.all(["ada", "cleo", "dao"].map((name) => stage.window(name)));
  for (const page of pages) {
    await page.goto(`/p/${contentId}`);
    await untilLive(page);
    await page.evaluate(() => Object.assign(window, { isFirstDocument: true }));
  }
  const pressing = Promise.all(
    pages.map(async (page) => {
      for (let press = 0; press < 12; press += 1) await heartOf(page, contentId).click();
    }),
  );
  await pages[0]?.waitForFunction(
    (id) =>
      document.querySelector(`[data-content-id="${id}"] [aria-pressed="true"][data-like]`) !== null,
    contentId,
  );
  const killedAt = Date.now();
  await server.kill();
  await pressing;
  for (const page of pages) {
    await heartOf(page, contentId).click();
    await expect(heartOf(page, contentId)).toHaveAttribute("aria-pressed", "true");
    await expect(page.getByText(/1 like is kept/)).toBeVisible();
  }
  await expect.poll(() => Date.now() - killedAt, { timeout: DOWN_MS * 2 }).toBeGreaterThan(DOWN_MS);
  await server.start();
  const backAt = Date.now();
  for (const page of pages) {
    await expect(heartOf(page, contentId)).toHaveAccessibleName("Like, 3 likes");
  }
  for (const page of pages) {
    await untilLive(page);
    await expectHeart(page, contentId, { count: 3, liked: true });
    expect(await page.evaluate(() => "isFirstDocument" in window)).toBe(true);
  }
  console.log(`E90 right everywhere ${Date.now() - backAt} ms after the server was ready`);
  const likers = (await author.ask("GET", `/api/content/${contentId}/likers`)).body;
  expect(
    (likers as { items: { username: string }[] }).items.map((each) => each.username).sort(),
  ).toEqual(["ada", "cleo", "dao"]);
});

test("[E91] another epoch behind the same address: what was rendered from the old one is read again", async ({
  server,
  stage,
}) => {
  const author = await stage.program();
  const { contentId } = await author.post("Of a world that ends.");
  const visitor = await stage.visitor();
  await visitor.goto(`/p/${contentId}`);
  await expectHeart(visitor, contentId, { count: 0 });
  await server.kill();
  await server.forgetEverything();
  await server.start();
  await expect(visitor.getByText("Page not found")).toBeVisible();
});
