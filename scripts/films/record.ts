// `npm run record [scene …]`: plays key moments in real windows and records a video of each under
// test-results/recordings. The scenes are a like, an unlike, a storm, a failure, offline, and back online.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { type DemoServer, openDemoServer } from "@/e2e/fixtures/demo-server";
import { ensureBuild } from "../launch/build";
import { ensureBrowser, findBrowser } from "../tests/find-browser";
import { startScreencast } from "./screencast";

const SIZE = { width: 760, height: 560 };
const FOLDER = path.join(import.meta.dirname, "../../test-results/recordings");
/** Long enough for an eye to see what came before the next thing happens. */
const LOOK_MS = 1_200;
const STORM = ["bob", "cleo", "dao", "eli", "fern", "gus", "hana", "ivo"];

interface Scene {
  page: Page;
  context: BrowserContext;
  contentId: string;
  look(): Promise<void>;
  heart(): ReturnType<Page["locator"]>;
  /** Somebody else likes it, or takes that back. */
  like(username: string, liked: boolean): Promise<void>;
}

const SCENES: Record<string, (scene: Scene) => Promise<void>> = {
  async like({ heart, look, like }) {
    await heart().click();
    await look();
    await like("cleo", true);
    await look();
  },
  async unlike({ heart, look, like }) {
    await heart().click();
    await like("cleo", true);
    await look();
    await heart().click();
    await look();
    await like("cleo", false);
    await look();
  },
  async storm({ heart, look, like }) {
    const everybody = Promise.all(STORM.map((name) => like(name, true)));
    await heart().click();
    await everybody;
    await look();
    await Promise.all(STORM.slice(0, 5).map((name) => like(name, false)));
    await look();
  },
  async failure({ heart, look }) {
    await heart().click();
    await look();
    await look();
  },
  async offline({ context, heart, look }) {
    await context.setOffline(true);
    await look();
    await heart().click();
    await look();
  },
  async "back-online"({ context, page, heart, look, like }) {
    await context.setOffline(true);
    await heart().click();
    await look();
    await like("cleo", true);
    await context.setOffline(false);
    await page.locator('[data-line="live"]').first().waitFor({ state: "attached" });
    await look();
    await look();
  },
};

ensureBuild();
ensureBrowser();
mkdirSync(FOLDER, { recursive: true });
const executablePath = findBrowser()?.executablePath;
const server = await openDemoServer();
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
try {
  const wanted = process.argv.slice(2);
  for (const [name, play] of Object.entries(SCENES)) {
    if (wanted.length === 0 || wanted.includes(name)) await record(name, play);
  }
} finally {
  await browser.close();
  await server.close();
}

async function record(name: string, play: (scene: Scene) => Promise<void>): Promise<void> {
  const author = await signIn(server, "bob");
  const post = await author("POST", "/api/posts", {
    body: "Low tide, wet sand, nobody about. The whole bay to ourselves.",
    visibility: "public",
  });
  const contentId = (post as { contentId: string }).contentId;
  const context = await browser.newContext({ baseURL: server.url, viewport: SIZE });
  const { csrfToken } = await (await context.request.get("/api/auth/csrf")).json();
  await context.request.post("/api/auth/callback/demo", {
    form: { csrfToken, username: "ada", json: "true" },
    headers: { origin: server.url },
  });
  const page = await context.newPage();
  if (name === "failure") await refusePresses(page);
  const likers = new Map<string, ReturnType<typeof signIn>>();
  const scene: Scene = {
    page,
    context,
    contentId,
    look: () => page.waitForTimeout(LOOK_MS),
    heart: () => page.locator(`[data-content-id="${contentId}"] [data-like]`).first(),
    async like(username, liked) {
      const asking = likers.get(username) ?? signIn(server, username);
      likers.set(username, asking);
      await (await asking)("PUT", `/api/content/${contentId}/like`, { liked });
    },
  };
  await Promise.all(["cleo", ...STORM].map((username) => scene.like(username, false)));
  await page.goto(`/p/${contentId}`);
  await page.locator('[data-line="live"]').first().waitFor({ state: "attached" });
  const finish = await startScreencast(page);
  await scene.look();
  await play(scene);
  const file = path.join(FOLDER, `${name}.webm`);
  await finish(file);
  await context.close();
  console.log(path.relative(process.cwd(), file));
}

/** The server says no to every heart of this page. */
async function refusePresses(page: Page): Promise<void> {
  await page.routeWebSocket(/socket\.io/, (route) => {
    const line = route.connectToServer();
    route.onMessage((message) => {
      const press = /^42(\d+)\["like:set"/.exec(String(message));
      if (!press) return line.send(message);
      const error = {
        code: "FORBIDDEN",
        message: "Hearts are closed for today.",
        retryable: false,
        errorId: "recording",
      };
      const answer = `43${press[1]}${JSON.stringify([{ ok: false, error }])}`;
      setTimeout(() => route.send(answer), LOOK_MS / 2);
    });
  });
}

/** A seeded person through the API. */
async function signIn({ url }: DemoServer, username: string) {
  const ask = async (method: string, route: string, body: unknown, token?: string) => {
    const response = await fetch(new URL(route, url), {
      method,
      headers: {
        "content-type": "application/json",
        origin: url,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${route}: ${await response.text()}`);
    return response.json() as Promise<unknown>;
  };
  const signedIn = await ask("POST", "/api/auth/token", { username, password: "heartwire-demo" });
  const { token } = signedIn as { token: string };
  return (method: string, route: string, body: unknown) => ask(method, route, body, token);
}
