// The debug drawer: off until asked for, true in what it says, usable by everybody.
import AxeBuilder from "@axe-core/playwright";
import { expect, expectHeart, heartOf, test, untilLive } from "../fixtures/people";

test("[E92] the debug drawer shows what came over the connection and its outcome, and costs nothing before", async ({
  stage,
}) => {
  const [author, fan] = [await stage.program(), await stage.program()];
  const { contentId, contentType } = await author.post("Looked at from below.");
  const ada = await stage.window("ada");
  let tell = (_name: string, _payload: object) => {};
  await ada.routeWebSocket(/socket\.io/, (route) => {
    route.connectToServer();
    tell = (name, payload) => route.send(`42${JSON.stringify([name, payload])}`);
  });
  const scripts: string[] = [];
  ada.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(request.url());
  });
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  const drawer = ada.getByRole("region", { name: "What comes over the line" });
  await expect(drawer).toHaveCount(0);
  const scriptsBefore = scripts.length;

  await heartOf(ada, contentId).focus();
  await ada.keyboard.press("d");
  await expect(drawer).toBeVisible();
  expect(scripts.length).toBeGreaterThan(scriptsBefore);
  await expect(drawer.getByText("1 of 1 joined")).toBeVisible();
  await expect(drawer.getByText("Live", { exact: true })).toBeVisible();

  await fan.like(contentId, true);
  const row = (source: string) => drawer.getByRole("listitem").filter({ hasText: source });
  await expect(row("post:liked")).toContainText("applied");
  await expect(row("post:liked")).toContainText("v1");
  const counts = { likeCount: 0, commentCount: 0, repostCount: 0, version: 0 };
  tell("like:removed", { contentId, contentType, ...counts, liked: false, reposted: false });
  await expect(row("like:removed")).toContainText("not newer than version 1");
  tell("post:liked", { nonsense: true });
  await expect(row("not of the agreed form")).toContainText("ignored");
  await drawer.locator("label", { hasText: "Ignored" }).click();
  await expect(drawer.getByRole("listitem")).toHaveCount(2);

  await ada.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await expect(heartOf(ada, contentId)).toBeFocused();
});

test("[E93] opened by the address it shows the page's beginning, also to a visitor, in both themes and sizes", {
  tag: "@own-build",
}, async ({ stage }) => {
  const [author, ...fans] = await stage.crowd(4);
  if (!author) throw new Error("no author");
  const { contentId } = await author.post("A floor of glass.");
  const [ada, visitor] = [await stage.window("ada"), await stage.visitor()];
  const drawerOf = (page: typeof ada) =>
    page.getByRole("region", { name: "What comes over the line" });
  await ada.goto(`/p/${contentId}?debug`);
  await visitor.goto(`/p/${contentId}?debug`);
  await untilLive(ada);
  await expect(drawerOf(ada).getByText("session:ready")).toBeVisible();
  await expect(drawerOf(visitor).getByText("Asking over HTTP")).toBeVisible();
  await Promise.all(fans.map((fan) => fan.like(contentId, true)));
  await heartOf(ada, contentId).click();
  await expectHeart(ada, contentId, { count: 4, liked: true });
  await expect(drawerOf(ada).getByText("like:set")).toBeVisible();
  await expect(drawerOf(visitor).getByText("sync").first()).toBeVisible();
  for (const [size, width, height] of [
    ["desktop", 1280, 900],
    ["phone", 390, 844],
  ] as const) {
    for (const theme of ["light", "dark"] as const) {
      await ada.setViewportSize({ width, height });
      await ada.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await expect(drawerOf(ada)).toBeInViewport({ ratio: 0.99 });
      const { violations } = await new AxeBuilder({ page: ada })
        .include('section[aria-label="What comes over the line"]')
        .analyze();
      expect(
        violations.map((each) => each.id),
        `${size}, ${theme}`,
      ).toEqual([]);
      await ada.screenshot({ path: `test-results/screens/debug-${size}-${theme}.png` });
    }
  }
});
