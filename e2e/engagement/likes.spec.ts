// The central case: several people, several windows, one content.
import { cardOf, expect, expectHeart, heartOf, test, untilLive } from "../fixtures/people";

test("[E1] a like and an unlike are seen in three windows, and the author's notification comes and is withdrawn", async ({
  stage,
}) => {
  const robot = await stage.program();
  const bob = await stage.window("bob");
  await bob.goto("/");
  await untilLive(bob);
  await bob
    .getByRole("textbox", { name: "Write a post" })
    .pressSequentially(`Seen by three, ${robot.username}`);
  await bob.getByRole("button", { name: "Post", exact: true }).click();
  await bob.getByText(`Seen by three, ${robot.username}`).first().waitFor();
  const contentId =
    (await bob
      .locator("[data-content-id]", { hasText: robot.username })
      .first()
      .getAttribute("data-content-id")) ?? "";

  const [ada, cleo] = [await stage.window("ada"), await stage.window("cleo")];
  for (const page of [ada, bob, cleo]) {
    await page.goto(`/p/${contentId}`);
    await untilLive(page);
    await expectHeart(page, contentId, { count: 0, liked: false });
  }
  const bell = bob.locator("[data-bell]").first();
  const badge = async () => Number((await bell.textContent())?.match(/\d+/)?.[0] ?? 0);
  const before = await badge();

  await heartOf(ada, contentId).click();
  await expectHeart(ada, contentId, { count: 1, liked: true });
  await expectHeart(bob, contentId, { count: 1, liked: false });
  await expectHeart(cleo, contentId, { count: 1, liked: false });
  await expect(cardOf(cleo, contentId).getByText("Ada")).toBeVisible();
  await expect.poll(badge).toBe(before + 1);

  await heartOf(ada, contentId).click();
  for (const page of [ada, bob, cleo])
    await expectHeart(page, contentId, { count: 0, liked: false });
  await expect.poll(badge).toBe(before);
});

test("[E2] the press answers in the same frame, before any answer of the server", async ({
  stage,
}) => {
  const robot = await stage.program();
  const { contentId } = await robot.post("Same frame.");
  const ada = await stage.window("ada");
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  const shown = await ada.evaluate(async (id) => {
    const heart = document.querySelector<HTMLElement>(`[data-content-id="${id}"] [data-like]`);
    heart?.click();
    await new Promise(requestAnimationFrame);
    return [heart?.getAttribute("aria-pressed"), heart?.getAttribute("aria-label")];
  }, contentId);
  expect(shown).toEqual(["true", "Like, 1 like"]);
});

test("[E3] one's second tab and second device agree with the first", async ({ stage }) => {
  const robot = await stage.program();
  const { contentId } = await robot.post("Two tabs and a telephone.");
  const tab = await stage.window("dao");
  const windows = [tab, await stage.sameBrowser(tab), await stage.window("dao")];
  for (const page of windows) {
    await page.goto(`/p/${contentId}`);
    await untilLive(page);
  }
  await heartOf(tab, contentId).click();
  for (const page of windows) await expectHeart(page, contentId, { count: 1, liked: true });
  await heartOf(windows[2] ?? tab, contentId).click();
  for (const page of windows) await expectHeart(page, contentId, { count: 0, liked: false });
});

test("[E4] a signed-out visitor reads the page without JavaScript, and sees the count move with it", async ({
  stage,
  browser,
  baseURL,
}) => {
  const [author, fan] = [await stage.program(), await stage.program()];
  const { contentId } = await author.post("Read me without scripts.");
  await fan.like(contentId, true);
  const plain = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL ?? "" });
  const still = await plain.newPage();
  await still.goto(`/p/${contentId}`);
  await expectHeart(still, contentId, { count: 1, liked: false });
  await expect(still.getByText("Read me without scripts.").first()).toBeVisible();
  await plain.close();

  const visitor = await stage.visitor();
  await visitor.goto(`/p/${contentId}`);
  await expectHeart(visitor, contentId, { count: 1, liked: false });
  await fan.like(contentId, false);
  await expectHeart(visitor, contentId, { count: 0 });
  await heartOf(visitor, contentId).click();
  await expect(visitor.getByText("Sign in to like this")).toBeVisible();
  await expectHeart(visitor, contentId, { count: 0, liked: false });
});

test("[E5] fifty people at once: every window ends at fifty", async ({ stage }) => {
  const author = await stage.program();
  const { contentId } = await author.post("Fifty at once.");
  const windows = [await stage.window("eli"), await stage.window("fern")];
  for (const page of windows) {
    await page.goto(`/p/${contentId}`);
    await untilLive(page);
  }
  const crowd = await stage.crowd(50);
  const answers = await Promise.all(crowd.map((one) => one.like(contentId, true)));
  expect(Math.max(...answers.map((answer) => answer.version))).toBe(50);
  for (const page of windows) await expectHeart(page, contentId, { count: 50, liked: false });
});

test("[E57] gone to again, likes, likers and a person are as they are now", async ({ stage }) => {
  const [author, fan] = [await stage.program(), await stage.program()];
  const { contentId } = await author.post("Come back later.");
  const gus = await stage.window("gus");
  const rail = gus.getByRole("navigation", { name: "Main" });
  const goTo = async (place: "Home" | "Profile", tab: "Latest" | "Likes") => {
    await rail.getByRole("link", { name: place, exact: true }).click();
    // Somebody else's profile has tabs of the same names.
    await expect(gus).toHaveURL(place === "Home" ? /\/(\?|$)/ : /\/u\/gus(\?|$)/);
    await gus.getByRole("link", { name: tab, exact: true }).click();
    await expect(gus.getByRole("link", { name: tab, exact: true })).toHaveAttribute(
      "aria-current",
      "page",
    );
  };
  const openPost = () =>
    cardOf(gus, contentId).getByRole("link", { name: "Come back later." }).click();
  const likers = gus.locator("#likers").getByRole("listitem");
  const openAuthor = () =>
    cardOf(gus, contentId)
      .getByRole("link", { name: /^Robot/ })
      .first()
      .click();
  await gus.goto("/");
  await untilLive(gus);
  await goTo("Profile", "Likes");
  await expect(cardOf(gus, contentId)).toHaveCount(0);
  await goTo("Home", "Latest");
  await openPost();
  await expect(gus.getByText("Nobody yet")).toBeVisible();
  await openAuthor();
  await expect(gus.locator("dl").first()).toContainText(/followers0/);

  await goTo("Home", "Latest");
  await heartOf(gus, contentId).click();
  await fan.like(contentId, true);
  await fan.ask("PUT", `/api/users/${author.username}/follow`, {});
  await expectHeart(gus, contentId, { count: 2, liked: true });
  await openPost();
  await expect(likers).toHaveCount(2);
  await openAuthor();
  await expect(gus.locator("dl").first()).toContainText(/follower1/);
  await goTo("Profile", "Likes");
  await expectHeart(gus, contentId, { count: 2, liked: true });
});
