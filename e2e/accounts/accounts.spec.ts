// Signing up, in and out, and the effects on open windows.
import { expect, expectHeart, heartOf, PASSWORD, test, untilLive } from "../fixtures/people";

const newName = () => `person_${Date.now().toString(36)}_${Math.floor(Math.random() * 1_000)}`;

test("[E50] somebody signs up, posts, signs out and in again", async ({ stage }) => {
  const page = await stage.visitor();
  const username = newName();
  await page.goto("/sign-up");
  await page.getByLabel("Username").pressSequentially(username);
  await page.getByLabel("Password", { exact: true }).pressSequentially(PASSWORD);
  await page.getByRole("button", { name: /Create|Sign up|Join/ }).click();
  await page.waitForURL("/");
  await untilLive(page);
  await page.getByRole("textbox", { name: "Write a post" }).pressSequentially("My first words.");
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await expect(page.getByText("My first words.").first()).toBeVisible();

  await page.goto("/settings");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/settings");
  await page.goto("/notifications");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("Username").pressSequentially(username);
  await page.getByLabel("Password", { exact: true }).pressSequentially(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await untilLive(page);
});

test("[E51] wrong passwords and taken names get a friendly error, and nothing typed is lost", async ({
  stage,
}) => {
  const page = await stage.visitor();
  await page.goto("/sign-in");
  await page.getByLabel("Username").pressSequentially("ada");
  await page.getByLabel("Password", { exact: true }).pressSequentially("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.getByLabel("Username")).toHaveValue("ada");

  await page.goto("/sign-up");
  await page.getByLabel("Username").pressSequentially("ada");
  await page.getByLabel("Password", { exact: true }).pressSequentially(PASSWORD);
  await page.getByRole("button", { name: /Create|Sign up|Join/ }).click();
  await expect(page.getByText(/taken/).first()).toBeVisible();
  await expect(page.getByLabel("Username")).toHaveValue("ada");
});

test("[E55] a window left open never acts as who signed in after", async ({ stage }) => {
  const author = await stage.program();
  const content = await author.post("Whose heart is this?");
  const left = await stage.window("gus");
  await left.goto(`/p/${content.contentId}`);
  await untilLive(left);
  const other = await stage.sameBrowser(left);
  await other.goto("/settings");
  await other.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(left.locator("[data-line]").first()).toHaveAttribute("data-line", "ended");
  // Signing out goes somewhere by itself, which would end a visit that began before.
  await other.waitForURL((url) => url.pathname !== "/settings");
  await other.goto("/sign-in");
  await other.getByRole("button", { name: /^Sign in as Ada/ }).click();
  await untilLive(other);

  await heartOf(left, content.contentId).click();
  await expect(left.getByText("Your like was not saved")).toBeVisible();
  await expectHeart(left, content.contentId, { count: 0, liked: false });
  const { body } = await author.ask("GET", `/api/content/${content.contentId}/likers`);
  expect(body).toMatchObject({ items: [] });
});

test("[E97] what was typed before the scripts ran counts, and no form puts it into the address", async ({
  stage,
}) => {
  const page = await stage.visitor();
  let letScriptsRun = () => {};
  const scriptsMayRun = new Promise<void>((resolve) => {
    letScriptsRun = resolve;
  });
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    await scriptsMayRun;
    await route.continue();
  });
  await page.goto("/sign-in", { waitUntil: "commit" });
  await page.getByLabel("Username").pressSequentially("ada");
  await page.getByLabel("Password", { exact: true }).pressSequentially("not the password");
  const sent = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByLabel("Password", { exact: true }).press("Enter", { noWaitAfter: true });
  await sent;
  await expect(page).toHaveURL("/sign-in");

  await page.getByLabel("Username").pressSequentially("ada");
  letScriptsRun();
  await page.waitForFunction(() => {
    const form = document.querySelector("form");
    return form !== null && Object.keys(form).some((key) => key.startsWith("__reactProps"));
  });
  await page.getByLabel("Password", { exact: true }).pressSequentially("heartwire-demo");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await untilLive(page);
});

test("[E52] ending a session elsewhere cuts its window, and others live on", async ({ stage }) => {
  const [here, there] = [await stage.window("ivo"), await stage.window("ivo")];
  await there.goto("/");
  await untilLive(there);
  await here.goto("/settings");
  await untilLive(here);
  await here.getByRole("button", { name: /others|other devices|everywhere else/i }).click();
  const confirm = here.getByRole("dialog").getByRole("button").first();
  if (await confirm.isVisible().catch(() => false)) await confirm.click();
  await expect(there.locator("[data-line]").first()).toHaveAttribute("data-line", "ended");
  await expect(there.getByText("You were signed out here.")).toBeVisible();
  await expect(here.locator("[data-line]").first()).toHaveAttribute("data-line", "live");
});

test("[E53] a follow moves the number, notifies, and fills the home feed", async ({ stage }) => {
  const author = await stage.program();
  const { contentId } = await author.post(`Follow me ${author.username}`);
  const page = await stage.window("kofi");
  await page.goto(`/u/${author.username}`);
  await untilLive(page);
  await page
    .getByRole("button", { name: /^Follow / })
    .first()
    .click();
  await expect(page.getByRole("button", { name: /^(Following|Unfollow)/ }).first()).toBeVisible();
  await expect
    .poll(async () => (await author.ask("GET", "/api/me")).body)
    .toMatchObject({ followerCount: 1 });
  expect((await author.ask("GET", "/api/notifications")).body).toMatchObject({
    unreadCount: 1,
    items: [{ type: "follow" }],
  });
  await page.goto("/");
  await expect(page.locator(`[data-content-id="${contentId}"]`)).toBeVisible();
});

test("[E54] the notification list shows who liked, and reading it empties the badge everywhere", async ({
  stage,
}) => {
  const fan = await stage.program();
  const lena = await stage.window("lena");
  const other = await stage.sameBrowser(lena);
  await lena.goto("/");
  await untilLive(lena);
  await lena.bringToFront();
  await lena
    .getByRole("textbox", { name: "Write a post" })
    .pressSequentially(`Ring me ${fan.username}`);
  await lena.getByRole("button", { name: "Post", exact: true }).click();
  const card = lena.locator("[data-content-id]", { hasText: fan.username }).first();
  const contentId = (await card.getAttribute("data-content-id")) ?? "";
  await other.goto("/");
  await untilLive(other);
  await fan.like(contentId, true);
  for (const page of [lena, other]) {
    await expect(page.locator("[data-bell]").first()).toHaveAccessibleName(/unread/);
  }
  await lena.goto("/notifications");
  await expect(lena.getByText(/Robot .* liked your post/).first()).toBeVisible();
  await lena.getByRole("button", { name: "Mark all as read" }).click();
  for (const page of [lena, other]) {
    await expect(page.locator("[data-bell]").first()).toHaveAccessibleName("Notifications");
  }
});
