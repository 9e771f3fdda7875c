// Every page, in both themes, on desktop and phone, without one accessibility violation; and everything
// by keyboard. A page is loaded once and looked at four times.
import AxeBuilder from "@axe-core/playwright";
import { expect, expectFits, heartOf, putOn, test, untilLive } from "../fixtures/people";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// What fails says where, and a trace would cost more than the looking.
test.use({ trace: "off" });

const SIZES = [
  { name: "desktop", width: 1280, height: 900 },
  { name: "phone", width: 360, height: 780 },
];

for (const { reader, paths } of [
  { reader: "a visitor", paths: ["/", "/sign-in", "/sign-up", "post", "/u/bob", "/nowhere"] },
  {
    reader: "a member",
    paths: ["/", "post", "/u/bob", "/notifications", "/activity", "/settings", "/demo"],
  },
]) {
  test(`[E60] axe finds nothing on any page of ${reader}, light and dark, desktop and phone`, {
    tag: "@own-build",
  }, async ({ stage }) => {
    test.setTimeout(120_000);
    const author = await stage.program();
    const { contentId } = await author.post("Readable by everyone.");
    const page = await (reader === "a visitor" ? stage.visitor() : stage.window("ada"));
    for (const path of paths) {
      await page.goto(path === "post" ? `/p/${contentId}` : path);
      await expect(page.locator("h1, h2, [role=main], main").first()).toBeVisible();
      for (const { name, ...size } of SIZES) {
        await page.setViewportSize(size);
        for (const theme of ["light", "dark"] as const) {
          await putOn(page, theme);
          const { violations } = await new AxeBuilder({ page })
            .withTags(WCAG)
            // Where there are no windows within, all is found in the page itself.
            .setLegacyMode(page.frames().length === 1)
            .analyze();
          const found = violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(" | ")}`,
          );
          const what = `${path}, ${name}, ${theme}`;
          expect(found, what).toEqual([]);
          await expectFits(page, what);
        }
      }
    }
  });
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
