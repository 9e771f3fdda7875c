// Pages while the database hangs: its process is stopped, as on a machine that swaps.
import { test } from "../fixtures/own-server";
import { expect, untilLive } from "../fixtures/people";

test("[E77] while the database hangs, pages answer all the same, with the designed error page", async ({
  server,
  stage,
}) => {
  test.setTimeout(180_000);
  const page = await stage.window("gus");
  await page.goto("/");
  await untilLive(page);

  process.kill(server.databasePid(), "SIGSTOP");
  const askedAt = Date.now();
  const answer = await page.goto("/");
  const tookMs = Date.now() - askedAt;
  // The limit itself is [D13]'s and the deadlines' own; here a page that waits for the database fails.
  console.log(`a page of a hung database took ${tookMs} ms`);
  expect(answer?.status()).toBe(500);
  await expect(page.getByRole("heading", { name: "Something went wrong" })).toBeVisible();

  // The one that hangs is killed and started again: then the page's own button brings everything back.
  await expect(async () => {
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { name: "Home" })).toBeAttached({ timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
});
