// A laptop that is closed for a while: first with the browser's own processes stopped, then with its
// clock moved. Woken, the window comes right by itself.
import { readdirSync, readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { expect, expectHeart, heartOf, test, untilLive } from "../fixtures/people";

test.describe.configure({ timeout: 120_000 });

test("[E87] the browser's processes are stopped until the server gave them up: woken, the window comes right by itself", {
  tag: "@chromium",
}, async ({ stage, baseURL, launchOptions }) => {
  // biome-ignore lint/suspicious/noSkippedTests: other systems have neither /proc nor these signals
  test.skip(process.platform !== "linux", "stops processes by /proc");
  const [author, reader, ...fans] = await stage.crowd(7);
  if (!author || !reader) throw new Error("no author");
  const { contentId, contentType } = await author.post("Pressed while somebody slept.");
  const server = await chromium.launchServer(launchOptions);
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const context = await browser.newContext({ baseURL: baseURL ?? "" });
    const ada = await context.newPage();
    await ada.goto("/sign-in");
    await ada.getByRole("button", { name: /Ada/ }).first().click();
    await ada.waitForURL((url) => url.pathname === "/");
    await ada.goto(`/p/${contentId}`);
    await untilLive(ada);
    const socket = await reader.connect();
    let viewers = 0;
    socket.on("viewers:updated", (event) => {
      if (event.contentId === contentId) viewers = event.viewerCount;
    });
    await socket.emitWithAck("content:join", { contents: [{ contentType, contentId }] });
    await expect.poll(() => viewers).toBe(2);
    await heartOf(ada, contentId).click();
    await expectHeart(ada, contentId, { count: 1, liked: true });

    const pids = familyOf(server.process().pid ?? 0);
    expect(pids.length).toBeGreaterThan(3);
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    try {
      for (const fan of fans) await fan.like(contentId, true);
      await expect.poll(() => viewers, { timeout: 40_000 }).toBe(1);
    } finally {
      for (const pid of pids) process.kill(pid, "SIGCONT");
    }
    await expect(heartOf(ada, contentId)).toHaveAccessibleName(`Like, ${fans.length + 1} likes`);
    await untilLive(ada);
    await expect.poll(() => viewers).toBe(2);
  } finally {
    await server.close();
  }
});

test("[E88] the clock jumps ten minutes and the socket is dead without knowing: the window comes right by itself", async ({
  stage,
}) => {
  const [author, fan] = [await stage.program(), await stage.program()];
  const { contentId } = await author.post("Pressed in ten lost minutes.");
  const ada = await stage.window("ada");
  await ada.clock.install();
  let isDead = false;
  let openings = 0;
  await ada.routeWebSocket(/socket\.io/, (route) => {
    const server = route.connectToServer();
    openings += 1;
    const opening = openings;
    const isSilent = () => isDead && opening === 1;
    route.onMessage((message) => (isSilent() ? undefined : server.send(message)));
    server.onMessage((message) => (isSilent() ? undefined : route.send(message)));
    server.onClose(() => undefined);
  });
  await ada.goto(`/p/${contentId}`);
  await untilLive(ada);
  isDead = true;
  await fan.like(contentId, true);
  // As after a sleep: the clock is another, and no timer ran meanwhile.
  await ada.clock.setSystemTime(Date.now() + 600_000);
  await expect(heartOf(ada, contentId)).toHaveAccessibleName("Like, 1 like");
  await untilLive(ada);
  expect(openings).toBe(2);
});

/** This process and all it started. */
function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "utf8")) ?? [];
      parents.set(Number(name), Number(parent));
    } catch {
      // Ended meanwhile.
    }
  }
  const family = [pid];
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  }
  return family;
}
