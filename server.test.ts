// The process as an operator sees it: its message when it cannot start, and its orderly stop. Without Next,
// which needs a build; the parts are those server.ts joins.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { createHttpServer, listen } from "./server/http/http-server";

const root = import.meta.dirname;
const folder = mkdtempSync(path.join(os.tmpdir(), "heartwire start "));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function startServer(env: Record<string, string>) {
  return new Promise<{ code: number | null; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      ["--import", "tsx", "server.ts"],
      {
        cwd: root,
        env: { PATH: process.env.PATH, NODE_ENV: "production", HEARTWIRE_DATA_DIR: folder, ...env },
      },
      (_error, _stdout, stderr) => resolve({ code: child.exitCode, stderr }),
    );
  });
}

test("[S28] a start that cannot be is one clear line and exit code 1", async () => {
  expect(await startServer({ PORT: "99999" })).toEqual({
    code: 1,
    stderr: "PORT must be a whole number from 1 to 65535.\n",
  });
  const noSecret = await startServer({});
  expect(noSecret.code).toBe(1);
  expect(noSecret.stderr).toMatch(/^NEXTAUTH_SECRET must be set in production.*\n$/);
});

test("[S29] a stopping server takes nobody new, lets requests finish and then closes", async () => {
  const server = createHttpServer();
  const finishing: (() => void)[] = [];
  server.on("request", (_request, response) => {
    finishing.push(() => response.end("done"));
  });
  const [port, neighborPort] = [await freePort(), await freePort()];
  const close = await listen(server, { port, host: "127.0.0.1", neighborPort });
  const answers = [port, neighborPort].map(async (each) => {
    const asking = request({ port: each, host: "127.0.0.1", agent: false }).end();
    const [response] = await once(asking, "response");
    return (await response.toArray()).join("");
  });
  await expect.poll(() => finishing).toHaveLength(2);
  const closed = close();
  const late = request({ port, host: "127.0.0.1", agent: false }).end();
  const [error] = await once(late, "error");
  expect((error as NodeJS.ErrnoException).code).toBe("ECONNREFUSED");
  for (const finish of finishing) finish();
  expect(await Promise.all(answers)).toEqual(["done", "done"]);
  await closed;
});

test("[S30] faults are counted and end nothing; a signal closes in reverse and exits 0", async () => {
  const script = `
    import { pino } from "pino";
    import { startLifecycle } from "@/server/lifecycle";
    let faults = 0;
    const life = startLifecycle({ log: pino({ level: "silent" }), countFault: () => faults++ });
    life.onClose(() => console.log("database", life.isStopping()));
    life.onClose(() => { console.log("sockets"); throw new Error("could not close"); });
    setTimeout(() => { throw new Error("thrown"); });
    Promise.reject(new Error("rejected"));
    const wait = setInterval(() => {
      if (faults === 2) { clearInterval(wait); console.log("ready"); setInterval(() => {}, 1e6); }
    }, 5);
  `;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += String(chunk);
    if (said === "ready\n") child.kill("SIGTERM");
  });
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
  expect(said).toBe("ready\nsockets\ndatabase true\n");
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test("[S138] a part that does not close keeps a stopping process no longer than eight seconds", async () => {
  const script = `
    import { pino } from "pino";
    import { startLifecycle } from "@/server/lifecycle";
    const life = startLifecycle({ log: pino({ level: "silent" }), countFault: () => {} });
    life.onClose(() => console.log("database"));
    life.onClose(() => new Promise(() => {}));
    life.onClose(() => console.log("sockets"));
    setInterval(() => {}, 1e6);
    console.log("ready");
  `;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += String(chunk);
    if (said === "ready\n") child.kill("SIGTERM");
  });
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
  expect(said).toBe("ready\nsockets\ndatabase\n");
});
