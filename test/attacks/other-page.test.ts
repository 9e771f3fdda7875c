// A real browser in which a person is signed in, and a page of another port: the same site, so the cookie
// goes along.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findBrowser } from "@/scripts/tests/find-browser";
import { sharedStack } from "@/test/servers/server-fixture";

const stack = sharedStack();
let browser: Browser;
let elsewhere: Server;

beforeAll(async () => {
  elsewhere = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end("<!doctype html><title>elsewhere</title>");
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const executablePath = findBrowser()?.executablePath;
  browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
});
afterAll(async () => {
  await browser.close();
  elsewhere.closeAllConnections();
  elsewhere.close();
});

/** Runs in the page: every way in that a page has. Returns what it received. */
async function tryEveryWayIn(base: string): Promise<string[]> {
  const received: string[] = [];
  const poll = `${base}/socket.io/?EIO=4&transport=polling`;
  Reflect.set(window, "___eio", [(text: string) => received.push(text)]);
  await new Promise((resolve) => {
    const script = document.createElement("script");
    script.onload = resolve;
    script.onerror = resolve;
    script.src = `${poll}&j=0`;
    document.head.append(script);
  });
  for (const mode of ["cors", "no-cors"] as const) {
    const asked = fetch(poll, { credentials: "include", mode });
    await asked.then(
      async (answer) => received.push(...(answer.ok ? [await answer.text()] : [])),
      () => undefined,
    );
  }
  await new Promise((resolve) => {
    const socket = new WebSocket(
      `${base.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`,
    );
    socket.onmessage = ({ data }) => {
      received.push(String(data));
      resolve(null);
    };
    socket.onerror = resolve;
  });
  return received;
}

test("[S81, S82] a page of another port opens no socket as who is signed in, one of ours does", async () => {
  const { token } = await stack().makeMember();
  const { url } = stack();
  const context = await browser.newContext();
  await context.addCookies([
    { name: "next-auth.session-token", value: token, url, httpOnly: true, sameSite: "Lax" },
  ]);
  const page = await context.newPage();
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().includes("/socket.io/")) asked++;
  });
  await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`);
  expect(await page.evaluate(tryEveryWayIn, url)).toEqual([]);
  expect(asked).toBeGreaterThanOrEqual(3);
  await page.goto(`${url}/healthz`);
  const received = await page.evaluate(tryEveryWayIn, url);
  expect(received.some((text) => text.includes('"sid"'))).toBe(true);
  await context.close();
});
