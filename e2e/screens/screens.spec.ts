// Every screen in both themes, on desktop and phone, kept under test-results/screens. A screen that throws,
// shows an error, misses its words or scrolls sideways fails.
import {
  expect,
  expectFits,
  expectHeart,
  heartOf,
  PASSWORD,
  putOn,
  test,
  untilLive,
} from "../fixtures/people";

// What fails says where, and a trace would cost more than the looking.
test.use({ trace: "off" });

const SIZES = { desktop: { width: 1280, height: 1180 }, phone: { width: 390, height: 844 } };
const THEMES = ["light", "dark"] as const;

interface Screen {
  name: string;
  path: string;
  /** Words that are on it. */
  words: RegExp;
  isMember: boolean;
}

test("[E62, E63] every screen is drawn in both themes, on a desk and in a hand, and none breaks its content security policy or throws", async ({
  stage,
}) => {
  test.setTimeout(240_000);
  const author = await stage.program();
  const { contentId } = await author.post("Looked at from all sides.");
  const video = (await author.ask("GET", "/api/users/cleo/contents?limit=20")).body as {
    items: { contentId: string; contentType: string }[];
  };
  const videoId = video.items.find((item) => item.contentType === "video")?.contentId;
  const screens: Screen[] = [
    { name: "landing", path: "/", words: /Press a heart/, isMember: false },
    { name: "sign-in", path: "/sign-in", words: /Welcome back/, isMember: false },
    { name: "sign-up", path: "/sign-up", words: /Create account/, isMember: false },
    { name: "not-found", path: "/nowhere", words: /nothing at this address/, isMember: false },
    { name: "following", path: "/", words: /Following/, isMember: true },
    { name: "latest", path: "/?tab=latest", words: /Latest/, isMember: true },
    { name: "post", path: `/p/${contentId}`, words: /Looked at from all sides/, isMember: true },
    { name: "video", path: `/p/${videoId}`, words: /Cleo Marsh/, isMember: true },
    { name: "profile", path: "/u/bob", words: /night bus/, isMember: true },
    { name: "own-profile", path: "/u/cleo", words: /Cleo Marsh/, isMember: true },
    { name: "likes", path: "/u/bob?tab=likes", words: /Bob Okafor/, isMember: true },
    { name: "notifications", path: "/notifications", words: /Notifications/, isMember: true },
    { name: "activity", path: "/activity", words: /Activity/, isMember: true },
    { name: "settings", path: "/settings", words: /Appearance/, isMember: true },
  ];
  const [visitor, member] = [await stage.visitor(), await stage.window("cleo")];
  const broken: string[] = [];
  for (const page of [visitor, member]) {
    page.on("console", (message) => {
      // That there is nothing at that address is said there, too.
      const isExpected = message.location().url.endsWith("/nowhere");
      if (message.type() === "error" && !isExpected) broken.push(message.text());
    });
    page.on("pageerror", (error) => broken.push(error.message));
  }
  for (const { name, path, words, isMember } of screens) {
    const page = isMember ? member : visitor;
    await page.goto(path);
    if (isMember) await untilLive(page);
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      for (const theme of THEMES) {
        await putOn(page, theme);
        await expect(page.getByText(words).filter({ visible: true }).first()).toBeVisible();
        await expectFits(page, `${name}, ${size}, ${theme}`);
        await page.screenshot({ path: `test-results/screens/${name}-${size}-${theme}.png` });
      }
    }
  }
  await member.goto(`/p/${contentId}`);
  await heartOf(member, contentId).click();
  await expectHeart(member, contentId, { count: 1, liked: true });
  expect(broken).toEqual([]);
});

test("[E98] names and words of fifty letters stay inside their cards, on a phone", async ({
  stage,
  request,
  baseURL,
}) => {
  const username = `long_${Date.now().toString(36)}`;
  const account = { username, password: PASSWORD };
  const displayName = "Wolfeschlegel".repeat(4).slice(0, 50);
  const origin = { origin: baseURL ?? "" };
  const made = await request.post("/api/register", {
    data: { ...account, displayName },
    headers: origin,
  });
  expect(made.status()).toBe(201);
  const signedIn = await request.post("/api/auth/token", { data: account, headers: origin });
  const { token } = await signedIn.json();
  const headers = { authorization: `Bearer ${token}` };
  const post = await request.post("/api/posts", {
    headers,
    data: { body: "Donaudampfschiff".repeat(5), visibility: "public" },
  });
  const { contentId } = await post.json();
  await request.put("/api/users/ada/follow", { headers });
  const ada = await stage.window("ada");
  await ada.setViewportSize({ width: 360, height: 740 });
  for (const path of [`/p/${contentId}`, `/u/${username}`, "/notifications"]) {
    await ada.goto(path);
    await expect(ada.getByText("Wolfeschlegel").filter({ visible: true }).first()).toBeVisible();
    await expectFits(ada, path);
    const cut = await ada.evaluate(() =>
      [...document.querySelectorAll("main h1, main bdi, main [dir=auto]")]
        .filter((element) => !element.closest(".truncate") && element.checkVisibility())
        .filter((element) => element.getBoundingClientRect().right > innerWidth - 16)
        .map((element) => element.textContent),
    );
    expect(cut, path).toEqual([]);
  }
});

test("[E99] back leads to where one came from within the app, and home from outside", async ({
  stage,
  baseURL,
}) => {
  const author = await stage.program();
  const { contentId } = await author.post("Linked from elsewhere.");
  const page = await stage.window("ada");
  await page.route("http://elsewhere.example/**", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<a href="${baseURL}/p/${contentId}">a post</a>`,
    }),
  );
  const back = page.getByRole("button", { name: "Back", exact: true });
  await page.goto("http://elsewhere.example/");
  await page.getByRole("link", { name: "a post" }).click();
  await untilLive(page);
  await back.click();
  await expect(page).toHaveURL("/");

  await page.goto("/?tab=latest");
  await untilLive(page);
  await page.goto(`/p/${contentId}`);
  await untilLive(page);
  await back.click();
  await expect(page).toHaveURL("/?tab=latest");
});
