import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as ask, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { packAssets } from "@/scripts/launch/pack-assets";
import { type Config, putConfig } from "@/server/config";
import { putLog } from "@/server/log";
import { testLog } from "@/test/database/test-database";
import { createStaticAssets } from "./static-assets";

const SCRIPT = "console.log('a heart for everyone');".repeat(50);
const FILM = "0123456789";
let folder: string;
let server: Server;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "packed-"));
  await mkdir(path.join(folder, "static/chunks"), { recursive: true });
  await writeFile(path.join(folder, "static/chunks/0a-b_c~1.js"), SCRIPT);
  await writeFile(path.join(folder, "secret.js"), "secret");
  await mkdir(path.join(folder, "public/videos"), { recursive: true });
  await writeFile(path.join(folder, "public/videos/rain.mp4"), FILM);
  packAssets(path.join(folder, "static"));
  putConfig({} as Config);
  putLog(testLog);
  const serve = createStaticAssets({
    built: path.join(folder, "static"),
    public: path.join(folder, "public"),
  });
  server = createServer(async (request, response) => {
    if (!serve(request, response)) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

function get(url: string, headers: Record<string, string> = { "accept-encoding": "gzip, br" }) {
  const { port } = server.address() as AddressInfo;
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
    (resolve, reject) => {
      const asking = ask({ port, host: "127.0.0.1", path: url, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(parts),
          }),
        );
      });
      asking.on("error", reject).end();
    },
  );
}

const URL = "/_next/static/chunks/0a-b_c~1.js";

test("[R35] built scripts are sent packed with Brotli, for good, and unpack to what was built", async () => {
  for (const each of [await get(URL), await get(URL)]) {
    expect(each.status).toBe(200);
    expect(each.headers).toMatchObject({
      "content-encoding": "br",
      "content-length": String(each.body.byteLength),
      "content-type": "application/javascript; charset=UTF-8",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "Accept-Encoding",
    });
    expect(brotliDecompressSync(each.body).toString()).toBe(SCRIPT);
  }
});

test("[R35] without Brotli or for what was not built: left to the next handler", async () => {
  for (const answer of [
    await get(URL, { "accept-encoding": "gzip" }),
    await get(URL, { "accept-encoding": "br;q=0" }),
    await get(`${URL}.br`),
    await get("/_next/static/chunks/missing.js"),
    await get("/_next/static/../secret.js"),
    await get("/_next/static/chunks/../../secret.js"),
    await get("/_next/static/%2e%2e/secret.js"),
  ]) {
    expect(answer.status).toBe(418);
  }
});

test("[S93] a range that is not there is 416, a file that is another one 412, and neither is a fault", async () => {
  for (const url of ["/videos/rain.mp4", URL]) {
    const part = await get(url, { "accept-encoding": "br", range: "bytes=0-3" });
    expect([part.status, part.body.byteLength]).toEqual([206, 4]);
    const last = await get(url, { range: "bytes=-2" });
    expect([last.status, last.body.byteLength]).toEqual([206, 2]);
    const beyond = await get(url, { range: "bytes=9000000-" });
    expect(beyond.status).toBe(416);
    expect(beyond.headers["content-range"]).toMatch(/^bytes \*\/\d+$/);
    const other = await get(url, { "if-match": '"another"' });
    expect(other.status).toBe(412);
    expect(JSON.parse(String(other.body))).toMatchObject({ code: "BAD_REQUEST", status: 412 });
  }
  const whole = await get("/videos/rain.mp4", {});
  expect(whole.headers).toMatchObject({
    "content-type": "video/mp4",
    "cache-control": "public, max-age=0",
    "accept-ranges": "bytes",
  });
});

test("[S93] a file that is gone since the start is not found, and no fault", async () => {
  await rm(path.join(folder, "public/videos/rain.mp4"));
  const answer = await get("/videos/rain.mp4");
  expect([answer.status, String(answer.body)]).toEqual([404, expect.stringContaining("NOT_FOUND")]);
});
