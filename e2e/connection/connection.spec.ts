// What happens to likes when the network is bad, or the page goes away.
import { expect, expectHeart, heartOf, test, untilLive } from "../fixtures/people";

test("[E10] a like the server refuses falls back to the current truth and says why", async ({
  stage,
}) => {
  const [author, fan] = [await stage.program(), await stage.program()];
  const { contentId } = await author.post("Soon gone.");
  const ada = await stage.window("ada");
  await ada.routeWebSocket(/socket\.io/, (route) => route.close());
  const refuse = (route: { fulfill(answer: object): Promise<void> }) =>
    route.fulfill({
      status: 403,
      contentType: "application/problem+json",
      body: JSON.stringify({
        type: "urn:heartwire:error:FORBIDDEN",
        title: "Not allowed",
        status: 403,
        detail: "Hearts are closed for today.",
        code: "FORBIDDEN",
        message: "Hearts are closed for today.",
        retryable: false,
        errorId: "e2e",
      }),
    });
  await ada.route("**/api/content/*/like", async (route) => {
    await fan.like(contentId, true);
    await refuse(route);
  });
  await ada.goto(`/p/${contentId}`);
  await expectHeart(ada, contentId, { count: 0, liked: false });
  await heartOf(ada, contentId).click();
  await expect(ada.getByText("Hearts are closed for today.").first()).toBeVisible();
  await expectHeart(ada, contentId, { count: 1, liked: false });
});

test("[E11] a like survives a reload in the middle of it", async ({ stage }) => {
  const robot = await stage.program();
  const { contentId } = await robot.post("Reload in the middle.");
  const ada = await stage.window("ada");
  let isHeld = true;
  await ada.routeWebSocket(/socket\.io/, (route) => {
    const server = route.connectToServer();
    route.onMessage((message) => {
      if (isHeld && String(message).includes("like:set")) return;
      server.send(message);
    });
  });
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  await heartOf(ada, contentId).click();
  await expectHeart(ada, contentId, { count: 1, liked: true });
  isHeld = false;
  await ada.reload();
  await expectHeart(ada, contentId, { count: 1, liked: true });
  await expect
    .poll(async () => (await robot.ask("GET", `/api/content/${contentId}/engagement`)).body)
    .toMatchObject({ likeCount: 1, version: 1 });
});

test("[E12] offline: the banner says so, the like is kept, and arrives once when the connection is back", async ({
  stage,
}) => {
  const robot = await stage.program();
  const { contentId } = await robot.post("In the tunnel.");
  const ada = await stage.window("ada");
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  await ada.context().setOffline(true);
  await expect(ada.getByText(/You are offline/)).toBeVisible();
  await heartOf(ada, contentId).click();
  await expectHeart(ada, contentId, { count: 1, liked: true });
  await expect(ada.getByText(/1 like is kept/)).toBeVisible();
  expect((await robot.ask("GET", `/api/content/${contentId}/engagement`)).body).toMatchObject({
    likeCount: 0,
  });
  await ada.context().setOffline(false);
  await untilLive(ada);
  await expect
    .poll(async () => (await robot.ask("GET", `/api/content/${contentId}/engagement`)).body)
    .toMatchObject({ likeCount: 1, version: 1 });
  await expectHeart(ada, contentId, { count: 1, liked: true });
});

test("[E13] a like made offline is kept over closing the tab", async ({ stage }) => {
  const robot = await stage.program();
  const { contentId } = await robot.post("Closed in the tunnel.");
  const ada = await stage.window("ada");
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  await ada.context().setOffline(true);
  await heartOf(ada, contentId).click();
  await expect(ada.getByText(/1 like is kept/)).toBeVisible();
  const later = await stage.sameBrowser(ada);
  await ada.close();
  await later.context().setOffline(false);
  await later.goto("/notifications");
  await expect
    .poll(async () => (await robot.ask("GET", `/api/content/${contentId}/engagement`)).body)
    .toMatchObject({ likeCount: 1, version: 1 });
  await later.goto(`/p/${contentId}`);
  await expectHeart(later, contentId, { count: 1, liked: true });
  await expect(later.getByText(/kept/)).toHaveCount(0);
});

test("[E96] what cannot be opened without the network leaves the page as it was, and opens once it is back", async ({
  stage,
}) => {
  const robot = await stage.program();
  const { contentId } = await robot.post("Reached for in the tunnel.");
  const ada = await stage.window("ada");
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  await ada.context().setOffline(true);
  await expect(ada.getByText(/You are offline/)).toBeVisible();
  for (const opener of [ada.getByRole("button", { name: "More" }), ada.locator("[data-bell]")]) {
    await opener.first().click();
    await expect(opener.first()).toHaveAttribute("aria-expanded", "false");
    await expect(ada.getByText("That could not be opened")).toBeVisible();
  }
  // The last message goes first, so that the next one is the dialog's: its code was given up offline.
  await expect(ada.getByText("That could not be opened")).toHaveCount(0);
  await ada.keyboard.press("n");
  await expect(ada.getByText("That could not be opened")).toBeVisible();
  await heartOf(ada, contentId).click();
  await expectHeart(ada, contentId, { count: 1, liked: true });
  await expect(ada.getByRole("dialog")).toHaveCount(0);

  await ada.context().setOffline(false);
  await untilLive(ada);
  await ada.getByRole("button", { name: "More" }).first().click();
  await ada.getByRole("menuitem", { name: "Copy link" }).waitFor();
  // Drawn before it listens to keys; and while it goes, letters are still the menu's.
  await expect(async () => {
    await ada.keyboard.press("Escape");
    await expect(ada.getByRole("menu")).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
  await ada.keyboard.press("n");
  await ada.getByRole("dialog", { name: "New post" }).waitFor();
  await ada.keyboard.press("Escape");
  await expectHeart(ada, contentId, { count: 1, liked: true });
});

test("[E14] back and forward never show an older number than was seen", async ({ stage }) => {
  const [author, fan] = [await stage.program(), await stage.program()];
  const { contentId } = await author.post("Back and forth.");
  const ada = await stage.window("ada");
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  await heartOf(ada, contentId).click();
  await fan.like(contentId, true);
  await expectHeart(ada, contentId, { count: 2, liked: true });
  // Said as the browser's own button does: a page kept in memory comes back without a load to wait for.
  const step = async (direction: "back" | "forward", path: string) => {
    await ada.evaluate((way) => history[way](), direction);
    await ada.waitForURL((url) => url.pathname === path);
  };
  await ada.goto("/notifications");
  for (const direction of ["back", "forward", "back"] as const) {
    await step(direction, direction === "back" ? `/p/${contentId}` : "/notifications");
    if (direction === "back") await expectHeart(ada, contentId, { count: 2, liked: true });
  }
});

test("[E15] without WebSockets the page still follows, by asking", async ({ stage }) => {
  const [author, fan] = [await stage.program(), await stage.program()];
  const { contentId } = await author.post("No sockets here.");
  const ada = await stage.window("ada");
  await ada.routeWebSocket(/socket\.io/, (route) => route.close());
  await ada.goto(`/p/${contentId}`);
  await fan.like(contentId, true);
  await expectHeart(ada, contentId, { count: 1, liked: false });
  await heartOf(ada, contentId).click();
  await expectHeart(ada, contentId, { count: 2, liked: true });
  // The heart is red before the server knows.
  await expect
    .poll(async () => (await author.ask("GET", `/api/content/${contentId}/engagement`)).body)
    .toMatchObject({ likeCount: 2 });
});

test("[E16] one page opens one socket, also after moving through the app", async ({ stage }) => {
  const ada = await stage.window("ada");
  await ada.addInitScript(() => {
    const opened: string[] = [];
    const Native = WebSocket;
    Object.assign(window, {
      opened,
      WebSocket: new Proxy(Native, {
        construct(target, [url, protocols]: [string, string[] | undefined]) {
          opened.push(String(url));
          return new target(url, protocols);
        },
      }),
    });
  });
  await ada.goto("/");
  await untilLive(ada);
  for (const name of ["Activity", "Profile", "Home"]) {
    await ada.getByRole("link", { name, exact: true }).first().click();
  }
  await expect(ada.locator("[data-content-id]").first()).toBeVisible();
  const opened = await ada.evaluate(() => (window as unknown as { opened: string[] }).opened);
  expect(opened.filter((url) => url.includes("/socket.io"))).toHaveLength(1);
});
