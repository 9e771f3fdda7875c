// Compares every screen and state with its accepted picture, on a server of its own with seeded data and
// stopped clocks. Each is drawn on a light desktop and a dark phone. After a change of the looks: npx
// playwright test e2e/screens/visual.spec.ts --update-snapshots, then look.
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { type DemoServer, openDemoServer } from "../fixtures/demo-server";
import { expect, PASSWORD, test, untilLive } from "../fixtures/people";

// Type is drawn by other means elsewhere: the pictures are of Chromium on Linux.
// biome-ignore lint/suspicious/noSkippedTests: a condition, said in the run's own words
test.skip(process.platform !== "linux", "the pictures were drawn on Linux");
test.use({ trace: "off", screenshot: "off" });
test.describe.configure({ timeout: 240_000 });

const LOOKS = [
  { name: "desk", theme: "light", width: 1280, height: 860 },
  { name: "hand", theme: "dark", width: 390, height: 844 },
] as const;

let own: DemoServer;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  own = await openDemoServer({ seeded: process.env.E2E_SEEDED });
});
test.afterAll(() => own.close());

/** Who looks; left out, a visitor. */
type Reader = "gus" | "nova" | undefined;

interface Screen {
  name: string;
  path: string;
  /** Brings the state about once the page is loaded. */
  bring?: (page: Page) => Promise<void>;
  /** Must be in the picture, so that no half-drawn page is taken for it. */
  until: RegExp;
}

const VISITOR_SCREENS: Screen[] = [
  { name: "landing", path: "/", until: /Press a heart/ },
  { name: "sign-in", path: "/sign-in", until: /Welcome back/ },
  { name: "sign-in-refused", path: "/sign-in", bring: signInWrongly, until: /Wrong username/ },
  { name: "register", path: "/sign-up", until: /Create your account/ },
  { name: "register-refused", path: "/sign-up", bring: takeTakenName, until: /taken/ },
  { name: "not-found", path: "/nowhere", until: /nothing at this address/ },
  // Its windows sign in, so it comes last.
  { name: "demo", path: "/demo", until: /Two people, two windows/ },
];

const MEMBER_SCREENS: Screen[] = [
  { name: "following", path: "/", until: /Following/ },
  { name: "latest", path: "/?tab=latest", until: /Latest/ },
  { name: "post", path: "post", until: /Bob/ },
  { name: "video", path: "video", until: /Cleo/ },
  { name: "profile", path: "/u/bob", until: /night bus/ },
  { name: "activity", path: "/activity", until: /Activity/ },
  { name: "settings", path: "/settings", until: /Appearance/ },
  { name: "notifications", path: "/notifications", until: /Notifications/ },
  {
    name: "composer",
    path: "/",
    bring: (page) => openByKey(page, "n"),
    until: /New post/,
  },
  {
    name: "keys",
    path: "/",
    bring: (page) => openByKey(page, "?"),
    until: /^Keys$/,
  },
  { name: "menu", path: "post", bring: openMenu, until: /Copy link/ },
  { name: "member-not-found", path: "/u/nobody_at_all", until: /nothing at this address/ },
  { name: "offline", path: "/", bring: goOffline, until: /kept and will be sent/ },
];

const EMPTY_SCREENS: Screen[] = [
  { name: "following-empty", path: "/", until: /You do not follow anyone yet/ },
  { name: "profile-empty", path: "/u/nova", until: /Nothing posted yet/ },
  { name: "notifications-empty", path: "/notifications", until: /Notifications/ },
  { name: "activity-empty", path: "/activity", until: /Activity/ },
];

test("[E78] what a visitor sees looks as it did when it was found good", {
  tag: "@chromium",
}, async ({ browser }) => {
  await compareAll(browser, undefined, VISITOR_SCREENS);
});

test("[E78] what a member sees looks as it did when it was found good", {
  tag: "@chromium",
}, async ({ browser }) => {
  await compareAll(browser, "gus", MEMBER_SCREENS);
});

test("[E78] what is empty looks as it did when it was found good", { tag: "@chromium" }, async ({
  browser,
}) => {
  await compareAll(browser, "nova", EMPTY_SCREENS);
});

const LAYERS = "main span, main p { will-change: transform; }";

/** So many pixels by two, of a colour that shows in either theme. */
async function drawSpot(page: Page, widthPx: number): Promise<void> {
  await page.evaluate((width) => {
    document.querySelector("#spot")?.remove();
    const spot = document.createElement("div");
    spot.id = "spot";
    spot.style.cssText = `position: fixed; left: 4px; top: 4px; width: ${width}px; height: 2px; background: #e0245e; z-index: 99`;
    document.body.append(spot);
  }, widthPx);
}

test("[E79] the comparison notices six pixels, a button six pixels aside and a missing sign, and not a layer", {
  tag: "@chromium",
}, async ({ browser }) => {
  for (const look of LOOKS) {
    const page = await open(browser, look, "gus");
    await page.goto(await pathOf(page, "post"));
    await untilLive(page);
    await settle(page);
    const picture = `post-${look.name}.png`;
    await expect(page).toHaveScreenshot(picture);
    await drawSpot(page, 3);
    await expect(page).not.toHaveScreenshot(picture);
    await drawSpot(page, 2);
    await expect(page).toHaveScreenshot(picture);
    await drawSpot(page, 0);
    // As a page that still moves draws it: every word on a layer of its own.
    const layers = await page.addStyleTag({ content: LAYERS });
    await expect(page).toHaveScreenshot(picture);
    await layers.evaluate((element: HTMLElement) => element.remove());
    const heart = page.locator("main [data-like]").first();
    await heart.evaluate((element) => element.style.setProperty("translate", "6px"));
    await expect(page).not.toHaveScreenshot(picture);
    await heart.evaluate((element) => element.style.removeProperty("translate"));
    await expect(page).toHaveScreenshot(picture);
    const sign = page.locator("main [aria-haspopup=menu]").first();
    await sign.evaluate((element) => element.style.setProperty("visibility", "hidden"));
    await expect(page).not.toHaveScreenshot(picture);
    await page.context().close();
  }
});

test("[E78] a page that could not be drawn looks as it did when it was found good", {
  tag: "@chromium",
}, async ({ browser }) => {
  const pages = [];
  for (const look of LOOKS) pages.push(await open(browser, look, "gus"));
  process.kill(own.databasePid(), "SIGSTOP");
  await Promise.all(pages.map((page) => page.goto("/")));
  for (const [index, look] of LOOKS.entries()) {
    const page = pages[index] as Page;
    await expect(page.getByText("Something went wrong")).toBeVisible();
    await page.locator("code").evaluate((element) => {
      element.textContent = "0123456789";
      // Fonts of one width are the machine's own.
      element.style.fontFamily = "inherit";
    });
    await expect(page).toHaveScreenshot(`broken-${look.name}.png`);
    await page.context().close();
  }
});

async function compareAll(browser: Browser, as: Reader, screens: Screen[]): Promise<void> {
  for (const look of LOOKS) {
    const page = await open(browser, look, as);
    // The windows of the demo are pages of their own, with ages of their own.
    const mask = [page.locator("iframe")];
    for (const { name, path, bring, until } of screens) {
      await page.goto(await pathOf(page, path));
      if (as) await untilLive(page);
      await bring?.(page);
      await expect(page.getByText(until).filter({ visible: true }).first()).toBeVisible();
      await settle(page);
      await expect.soft(page).toHaveScreenshot(`${name}-${look.name}.png`, { mask });
    }
    await page.context().close();
  }
}

async function open(
  browser: Browser,
  { theme, width, height }: (typeof LOOKS)[number],
  as: Reader,
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: own.url,
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "UTC",
    // The list of sessions names the browser.
    userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36",
  });
  // The demo's readout counts on while its picture is taken.
  await context.route("**/api/demo/stats", (route) => route.abort());
  if (as === "gus") await stepIn(context);
  if (as === "nova") await register(context);
  return context.newPage();
}

/** One session for all windows, so that the list of them is always the same. */
let gusCookies: Awaited<ReturnType<BrowserContext["cookies"]>> | null = null;

async function stepIn(context: BrowserContext): Promise<void> {
  if (gusCookies === null) {
    const { csrfToken } = await (await context.request.get("/api/auth/csrf")).json();
    await context.request.post("/api/auth/callback/demo", {
      form: { csrfToken, username: "gus", json: "true" },
      headers: { origin: own.url },
    });
    gusCookies = await context.cookies();
  }
  await context.addCookies(gusCookies);
}

async function register(context: BrowserContext): Promise<void> {
  const headers = { origin: own.url };
  const account = { username: "nova", password: PASSWORD };
  await context.request.post("/api/register", {
    headers,
    data: { ...account, displayName: "Nova Lind" },
  });
  const { csrfToken } = await (await context.request.get("/api/auth/csrf")).json();
  await context.request.post("/api/auth/callback/credentials", {
    form: { csrfToken, ...account, json: "true" },
    headers,
  });
}

/** The address of a seeded content, found by who wrote it. */
async function pathOf(page: Page, path: string): Promise<string> {
  if (path.startsWith("/")) return path;
  const author = path === "video" ? "cleo" : "bob";
  const answer = await page.request.get(`/api/users/${author}/contents?limit=20`);
  const { items } = (await answer.json()) as {
    items: { contentId: string; contentType: string; visibility: string }[];
  };
  const found = items.find((item) => item.contentType === path && item.visibility === "public");
  return `/p/${found?.contentId}`;
}

async function signInWrongly(page: Page): Promise<void> {
  await page.getByLabel("Username").fill("gus");
  await page.getByLabel("Password").fill("not the password");
  await page.getByLabel("Password").press("Enter");
}

async function takeTakenName(page: Page): Promise<void> {
  await page.getByLabel("Username").fill("ada");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel("Password").press("Enter");
}

async function openByKey(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await page.getByRole("dialog").waitFor();
}

async function openMenu(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More" }).first().click();
}

async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true);
}

/** Fonts and pictures are loaded; ages, months and ports are fixed; nothing has the pointer. */
async function settle(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(async () => {
    const fix = () => {
      for (const time of document.querySelectorAll("time"))
        if (time.textContent !== "2h") time.textContent = "2h";
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = texts.currentNode as Text;
        const fixed = /localhost:\d+/.test(text.data)
          ? "localhost:3000"
          : text.data.replace(/^[A-Z][a-z]+ 20\d\d$/, "September 2026");
        // What is the same is not written, or the observer would never rest.
        if (text.data !== fixed) text.data = fixed;
      }
    };
    fix();
    // On a busy machine parts are still drawn after this.
    const changes = { subtree: true, childList: true, characterData: true };
    new MutationObserver(fix).observe(document.body, changes);
    await document.fonts.ready;
    const images = [...document.images].filter((image) => image.loading === "eager");
    await Promise.all(images.map((image) => image.decode().catch(() => undefined)));
  });
}
