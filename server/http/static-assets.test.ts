import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as ask, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createStaticAssets } from "./static-assets";

const SCRIPT = "console.log('a heart for everyone');".repeat(50);
let folder: string;
let server: Server;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "packed-"));
  await mkdir(path.join(folder, "static/chunks"), { recursive: true });
  await writeFile(path.join(folder, "static/chunks/0a-b_c~1.js"), SCRIPT);
  await writeFile(path.join(folder, "secret.js"), "secret");
  const serve = createStaticAssets(path.join(folder, "static"));
  server = createServer(async (request, response) => {
    if (!(await serve(request, response))) response.writeHead(418).end();
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

test("[R35] without Brotli, for a part, or for what was not built: left to what stands behind", async () => {
  for (const answer of [
    await get(URL, { "accept-encoding": "gzip" }),
    await get(URL, { "accept-encoding": "br;q=0" }),
    await get(URL, { "accept-encoding": "br", range: "bytes=0-9" }),
    await get("/_next/static/chunks/missing.js"),
    await get("/_next/static/../secret.js"),
    await get("/_next/static/chunks/../../secret.js"),
    await get("/_next/static/%2e%2e/secret.js"),
  ]) {
    expect(answer.status).toBe(418);
  }
});
