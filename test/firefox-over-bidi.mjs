#!/usr/bin/env node
// The Firefox named by FIREFOX_PATH, as Playwright may start it: passes its WebDriver BiDi on, word for word.
// The one thing it adds: a Firefox that cannot yet pretend a colour scheme is said to have done so, because
// Playwright asks that of every window before it opens. Themes are therefore not what these runs prove.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { WebSocket, WebSocketServer } from "ws";

const FORGIVEN = "emulation.setMediaFeaturesOverride";
const OPTIONS = { perMessageDeflate: false, maxPayload: 256 * 1024 * 1024 };

const firefox = spawn(process.env.FIREFOX_PATH ?? "firefox", process.argv.slice(2), {
  stdio: ["ignore", "inherit", "pipe"],
});
firefox.on("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => firefox.kill(signal));
}
createInterface({ input: firefox.stderr }).on("line", (line) => {
  const address = /WebDriver BiDi listening on (ws:\/\/.*)$/.exec(line)?.[1];
  if (address) listenFor(address);
  else process.stderr.write(`${line}\n`);
});

function listenFor(address) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, ...OPTIONS }, () => {
    const { port } = server.address();
    process.stderr.write(`WebDriver BiDi listening on ws://127.0.0.1:${port}\n`);
  });
  server.on("connection", (playwright, request) => {
    pass(playwright, new WebSocket(address + request.url, OPTIONS));
  });
}

function pass(playwright, browser) {
  const forgiven = new Set();
  const early = [];
  playwright.on("message", (data) => {
    const text = String(data);
    if (text.includes(FORGIVEN)) {
      const { id, method } = JSON.parse(text);
      if (method === FORGIVEN) forgiven.add(id);
    }
    if (browser.readyState === WebSocket.CONNECTING) early.push(text);
    else browser.send(text);
  });
  browser.on("open", () => {
    for (const text of early) browser.send(text);
  });
  browser.on("message", (data) => playwright.send(forgive(String(data), forgiven)));
  for (const [one, other] of [
    [playwright, browser],
    [browser, playwright],
  ]) {
    one.on("close", () => other.close());
    one.on("error", () => other.close());
  }
}

function forgive(text, forgiven) {
  if (forgiven.size === 0) return text;
  const answer = JSON.parse(text);
  if (!forgiven.delete(answer.id) || answer.error !== "unknown command") return text;
  return JSON.stringify({ type: "success", id: answer.id, result: {} });
}
