// What a list of posts does with long texts, and what a dialog leaves behind.
import { cardOf, expect, test, untilLive } from "../fixtures/people";

test("[E100] a long post is cut in a list, in characters and in lines, and whole on its page", async ({
  stage,
}) => {
  const author = await stage.program();
  const wide = await author.post("many words ".repeat(180));
  const tall = await author.post(`first${"\n".repeat(120)}last`);
  const page = await stage.window("gus");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/u/${author.username}`);
  for (const { contentId } of [wide, tall]) {
    const words = cardOf(page, contentId).locator(".whitespace-pre-wrap");
    expect((await words.boundingBox())?.height).toBeLessThanOrEqual(9 * 27);
    await expect(cardOf(page, contentId).getByRole("link", { name: "Show more" })).toBeVisible();
  }
  await page.goto(`/p/${tall.contentId}`);
  const whole = cardOf(page, tall.contentId).locator(".whitespace-pre-wrap");
  expect((await whole.boundingBox())?.height).toBeGreaterThan(1_000);
});

test("[E102] a closed dialog leaves the page as it was", async ({ stage }) => {
  const page = await stage.window("gus");
  await page.goto("/");
  await untilLive(page);
  const edge = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const before = await edge();
  await page.keyboard.press("n");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expect.poll(edge).not.toBe(before);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect.poll(edge).toBe(before);
});
