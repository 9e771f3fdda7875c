// People for the browser tests: each with windows of their own, signed in as they would be, and programs
// that speak the API alone. Everybody leaves when the test ends.
import {
  type APIRequestContext,
  type BrowserContext,
  test as base,
  expect,
  type Page,
} from "@playwright/test";
import { io, type Socket } from "socket.io-client";
import type { ClientToServerEvents, ServerToClientEvents } from "@/protocol/events";
import type { Content, ViewerEngagement } from "@/protocol/views";

export type LiveSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

export interface Program {
  userId: string;
  username: string;
  token: string;
  /** A request with the bearer token; answers status and parsed body. */
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  post(body: string, visibility?: "public" | "followers"): Promise<Content>;
  like(contentId: string, liked: boolean): Promise<ViewerEngagement>;
  /** A connected, ready socket. */
  connect(): Promise<LiveSocket>;
}

interface Stage {
  /** A window of a seeded person, signed in through the one-press door. */
  window(username: string): Promise<Page>;
  /** Another window of the same browser profile. */
  sameBrowser(page: Page): Promise<Page>;
  /** A window of somebody who is not signed in. */
  visitor(): Promise<Page>;
  /** A new account that acts through the API alone. */
  program(): Promise<Program>;
  /** So many of them: who came to a test before comes again, others sign up, each for two hashes of a password. */
  crowd(size: number): Promise<Program[]>;
}

const SIGN_UPS_AT_ONCE = 6;
/** Everybody who ever came, by server. */
const crowds = new Map<string, Program[]>();
export const PASSWORD = "a heart for everyone";

export const test = base.extend<{ stage: Stage }>({
  stage: async ({ browser, request, baseURL }, use) => {
    if (!baseURL) throw new Error("no base URL");
    const contexts: BrowserContext[] = [];
    const sockets: LiveSocket[] = [];
    const open = async () => {
      const context = await browser.newContext({ baseURL });
      contexts.push(context);
      return context;
    };
    await use({
      async window(username) {
        const context = await open();
        await signIn(context.request, baseURL, username);
        return context.newPage();
      },
      sameBrowser: (page) => page.context().newPage(),
      visitor: async () => (await open()).newPage(),
      program: () => createProgram(request, baseURL, sockets),
      async crowd(size) {
        const everybody = crowds.get(baseURL) ?? [];
        crowds.set(baseURL, everybody);
        while (everybody.length < size) {
          const few = Math.min(SIGN_UPS_AT_ONCE, size - everybody.length);
          const made = Array.from({ length: few }, () => createProgram(request, baseURL, sockets));
          everybody.push(...(await Promise.all(made)));
        }
        // What they connect ends with this test.
        return everybody
          .slice(0, size)
          .map((one) => ({ ...one, connect: () => connect(baseURL, one.token, sockets) }));
      },
    });
    for (const socket of sockets) socket.disconnect();
    await Promise.all(contexts.map((context) => context.close()));
  },
});
export { expect, type Page };

async function signIn(
  request: APIRequestContext,
  baseURL: string,
  username: string,
): Promise<void> {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json();
  const answer = await request.post("/api/auth/callback/demo", {
    form: { csrfToken, username, json: "true" },
    headers: { origin: baseURL },
  });
  expect(answer.ok(), `signing in as ${username}`).toBe(true);
}

let programs = 0;

async function createProgram(
  request: APIRequestContext,
  baseURL: string,
  sockets: LiveSocket[],
): Promise<Program> {
  programs++;
  const username = `robot_${process.pid}_${Date.now().toString(36)}_${programs}`.slice(0, 30);
  const headers = { origin: baseURL };
  const made = await request.post("/api/register", {
    headers,
    data: { username, password: PASSWORD, displayName: `Robot ${programs}` },
  });
  expect(made.status(), await made.text()).toBe(201);
  const signedIn = await request.post("/api/auth/token", {
    headers,
    data: { username, password: PASSWORD },
  });
  expect(signedIn.status(), await signedIn.text()).toBe(200);
  const { token, userId } = await signedIn.json();

  const ask: Program["ask"] = async (method, path, body) => {
    const response = await fetch(new URL(path, baseURL), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };
  const must = async (method: string, path: string, body?: unknown) => {
    const answer = await ask(method, path, body);
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer.body;
  };
  return {
    userId,
    username,
    token,
    ask,
    post: async (body, visibility = "public") =>
      (await must("POST", "/api/posts", { body, visibility })) as Content,
    like: async (contentId, liked) =>
      (await must("PUT", `/api/content/${contentId}/like`, { liked })) as ViewerEngagement,
    connect: () => connect(baseURL, token, sockets),
  };
}

function connect(baseURL: string, token: string, sockets: LiveSocket[]): Promise<LiveSocket> {
  const socket: LiveSocket = io(baseURL, {
    auth: { token },
    transports: ["websocket"],
    forceNew: true,
  });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.once("session:ready", () => resolve(socket));
    socket.once("connect_error", reject);
  });
}

/** The card of one content on a page. */
export function cardOf(page: Page, contentId: string) {
  return page.locator(`[data-content-id="${contentId}"]`).first();
}

/** The heart of one content on a page. */
export function heartOf(page: Page, contentId: string) {
  return cardOf(page, contentId).getByRole("button", { name: /^Like, / });
}

/** Waits until a heart says this count and state. */
export async function expectHeart(
  page: Page,
  contentId: string,
  { count, liked }: { count: number; liked?: boolean },
): Promise<void> {
  const heart = heartOf(page, contentId);
  await expect(heart).toHaveAccessibleName(`Like, ${count} ${count === 1 ? "like" : "likes"}`);
  if (liked !== undefined) await expect(heart).toHaveAttribute("aria-pressed", String(liked));
}

/** Waits until the page's line is open, so that what comes is told and not polled. */
export async function untilLive(page: Page): Promise<void> {
  // A crowded machine takes its time; what comes after is what is judged.
  await expect(page.locator("[data-line]").first()).toHaveAttribute("data-line", "live", {
    timeout: 25_000,
  });
}

/** The page as its system's theme changes, with nothing moving. */
export async function putOn(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
}

export async function expectFits(page: Page, what: string): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${what} is wider than the screen`).toBeLessThanOrEqual(0);
}
