// Every page, in both themes, on desktop and phone, without one accessibility violation; and everything
// by keyboard.
import AxeBuilder from "@axe-core/playwright";
import { expect, expectHeart, heartOf, test, untilLive } from "./people";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

for (const theme of ["light", "dark"] as const) {
  for (const size of [
    { name: "desktop", width: 1280, height: 900 },
    { name: "phone", width: 360, height: 780 },
  ]) {
    test(`[E60] axe finds nothing on any page, ${theme}, ${size.name}`, {
      tag: "@own-build",
    }, async ({ stage }) => {
      test.setTimeout(120_000);
      const author = await stage.program();
      const { contentId } = await author.post("Readable by everyone.");
      const visitor = await stage.visitor();
      const member = await stage.window("ada");
      const visits = [
        ...["/", "/sign-in", "/sign-up", `/p/${contentId}`, "/u/bob", "/nowhere"].map(
          (path) => [visitor, path] as const,
        ),
        ...[
          "/",
          `/p/${contentId}`,
          "/u/bob",
          "/notifications",
          "/activity",
          "/settings",
          "/demo",
        ].map((path) => [member, path] as const),
      ];
      for (const page of [visitor, member]) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      }
      for (const [page, path] of visits) {
        await page.goto(path);
        await expect(page.locator("h1, h2, [role=main], main").first()).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
        const found = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(" | ")}`,
        );
        expect(found, `${path} (${page === visitor ? "visitor" : "member"})`).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
      }
    });
  }
}

test("[E61] everything by keyboard: move, like, compose, go, help", async ({ stage }) => {
  const ada = await stage.window("ada");
  await ada.goto("/?tab=latest");
  await untilLive(ada);
  await ada.keyboard.press("j");
  await ada.keyboard.press("j");
  const focused = ada.locator("[data-content-id]:focus, [data-content-id]:focus-within").first();
  const contentId = (await focused.getAttribute("data-content-id")) ?? "";
  const heart = heartOf(ada, contentId);
  const before = (await heart.getAttribute("aria-pressed")) === "true";
  await ada.keyboard.press("l");
  await expect(heart).toHaveAttribute("aria-pressed", String(!before));
  await ada.keyboard.press("l");
  await expect(heart).toHaveAttribute("aria-pressed", String(before));
  await ada.keyboard.press("?");
  await expect(ada.getByRole("dialog")).toBeVisible();
  await ada.keyboard.press("Escape");
  await expect(ada.getByRole("dialog")).toHaveCount(0);
  await ada.keyboard.press("n");
  await expect(ada.getByRole("textbox", { name: "Write a post" }).last()).toBeFocused();
  await ada.keyboard.press("Escape");
  await expect(ada.getByRole("dialog")).toHaveCount(0);
  await ada.keyboard.press("g");
  await ada.keyboard.press("n");
  await expect(ada).toHaveURL(/\/notifications/);
});

test("[E62] no page breaks its content security policy or throws", async ({ stage }) => {
  const ada = await stage.window("ada");
  const broken: string[] = [];
  ada.on("console", (message) => {
    if (message.type() === "error") broken.push(message.text());
  });
  ada.on("pageerror", (error) => broken.push(error.message));
  const robot = await stage.program();
  const { contentId } = await robot.post("Nothing breaks here.");
  for (const path of [
    "/",
    "/?tab=latest",
    `/p/${contentId}`,
    "/u/cleo",
    "/notifications",
    "/activity",
    "/settings",
  ]) {
    await ada.goto(path);
    await untilLive(ada);
  }
  await ada.goto(`/p/${contentId}`);
  await heartOf(ada, contentId).click();
  await expectHeart(ada, contentId, { count: 1, liked: true });
  expect(broken).toEqual([]);
});
