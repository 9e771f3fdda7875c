// A page of another origin and its ways into a socket, by hand: what a current browser would send for it.
import { expect, test } from "vitest";
import { putConfig } from "@/server/config";
import { sharedStack } from "@/test/servers/server-fixture";
import { sayRaw } from "./raw-http";

const stack = sharedStack();
const POLL = "/socket.io/?EIO=4&transport=polling";

async function openAsProgram(): Promise<string> {
  const text = await (await stack().request("GET", POLL)).text();
  return JSON.parse(text.slice(1)).sid;
}

test("[S81] without an origin a browser must say that the page is ours; a cookie without either opens nothing", async () => {
  const { token } = await stack().makeMember();
  const Cookie = `next-auth.session-token=${token}`;
  const refused = [
    { Cookie },
    { Cookie, "Sec-Fetch-Site": "same-site" },
    { Cookie, "Sec-Fetch-Site": "cross-site" },
    { Cookie, "Sec-Fetch-Site": "none" },
    { "Sec-Fetch-Site": "same-site" },
    { Cookie, Origin: "http://127.0.0.1:1" },
  ];
  for (const headers of refused) {
    const answer = await sayRaw(stack().config.port, "GET", POLL, headers);
    expect(answer.status, JSON.stringify(headers)).toBe(403);
  }
  for (const headers of [{}, { Cookie, "Sec-Fetch-Site": "same-origin" }]) {
    expect((await sayRaw(stack().config.port, "GET", POLL, headers)).status).toBe(200);
  }
});

test("[S81] every request of an open connection is judged, not its first alone", async () => {
  const sid = await openAsProgram();
  const { port } = stack().config;
  const path = `${POLL}&sid=${sid}`;
  for (const headers of [{ Origin: "https://evil.example" }, { "Sec-Fetch-Site": "same-site" }]) {
    expect((await sayRaw(port, "POST", path, headers, "3")).status).toBe(403);
    expect((await sayRaw(port, "GET", path, headers)).status).toBe(403);
    const upgrade = `/socket.io/?EIO=4&transport=websocket&sid=${sid}`;
    const asking = { ...headers, Connection: "Upgrade", Upgrade: "websocket" };
    expect((await sayRaw(port, "GET", upgrade, asking)).status).toBe(403);
  }
  expect((await sayRaw(port, "POST", path, {}, "3")).status).toBe(200);
});

test("[S82] no answer of a socket is a script", async () => {
  const { port } = stack().config;
  for (const j of ["j=0", "j=", "%6a=1"]) {
    const answer = await sayRaw(port, "GET", `${POLL}&${j}`, {});
    expect([answer.status, answer.text.includes("___eio")]).toEqual([400, false]);
  }
});

test("[S83] every answer of the port carries the security headers, also those of the socket's path", async () => {
  const { port } = stack().config;
  for (const [method, path, headers] of await listOddRequests()) {
    const answer = await sayRaw(port, method, path, headers);
    for (const name of ["x-content-type-options", "referrer-policy", "permissions-policy"]) {
      expect(answer.headers, `${method} ${path}: ${name}`).toContain(`${name}:`);
    }
    expect(answer.headers).not.toContain("strict-transport-security");
  }
});

test("[S140] where the public address is https, every answer asks for https from now on", async () => {
  const { config } = stack();
  putConfig({ ...config, publicUrl: "https://heartwire.example" });
  try {
    const requests = [...(await listOddRequests()), ["GET", "/api/me", {}] as const];
    for (const [method, path, headers] of requests) {
      const answer = await sayRaw(config.port, method, path, headers);
      expect(answer.headers, `${method} ${path}`).toContain("strict-transport-security: max-age=");
    }
  } finally {
    putConfig(config);
  }
});

/** Each is answered by another part: Engine.IO, the gate, the routes, Node. */
async function listOddRequests() {
  const sid = await openAsProgram();
  const upgrade = { Connection: "Upgrade", Upgrade: "websocket" };
  const requests: [method: string, path: string, headers: Record<string, string>][] = [
    ["GET", POLL, {}],
    ["GET", "/socket.io/?EIO=3&transport=polling", {}],
    ["POST", `${POLL}&sid=${sid}`, {}],
    ["GET", `${POLL}&sid=nobody`, {}],
    ["GET", "/socket.io/?EIO=4&transport=pigeon", upgrade],
    ["GET", "/socket.io/?EIO=4&transport=websocket&sid=nobody", upgrade],
    ["GET", "/elsewhere", upgrade],
    ["GET", "/healthz", { Expect: "the unexpected" }],
    ["CONNECT", "127.0.0.1:1", {}],
    ["GET", "not an address", {}],
  ];
  return requests;
}

test("[S91] steps in an address are refused, wherever they lead", async () => {
  const { port } = stack().config;
  const paths = ["/./api/me", "/_next/../api/me", "/x/%2e%2E/api/me", "/api/..", "/a\\..\\api/me"];
  for (const path of paths) {
    expect((await sayRaw(port, "GET", path, {})).status, path).toBe(400);
  }
});

test("[S90] of the framework's own surfaces only the built files are there", async () => {
  const { port } = stack().config;
  const paths = [
    "/_next/image?url=%2Fvideos%2Faurora.jpg%23N&w=3840&q=75",
    "/_next/data/x/index.json",
    "/_next/webpack-hmr",
    "/_next",
    "/__nextjs_original-stack-frame",
  ];
  for (const path of paths) {
    const answer = await sayRaw(port, "GET", path, {});
    expect([answer.status, answer.text.includes("NOT_FOUND")], path).toEqual([404, true]);
  }
  const action = { "Next-Action": "x", "Content-Type": "text/plain" };
  expect((await sayRaw(port, "POST", "/", action, "[]")).status).toBe(405);
});

test("[S94] a connection that leaves its namespace ends", async () => {
  const { client } = await stack().listen();
  const closed = new Promise((resolve) => client.io.engine.on("close", resolve));
  client.io.engine.send("41");
  await closed;
});

test("[S94] who leaves by polling may still close the connection, and is refused nothing", async () => {
  const { token } = await stack().makeMember();
  const path = `${stack().url}/socket.io/?EIO=4&transport=polling`;
  const { sid } = JSON.parse((await (await fetch(path)).text()).slice(1));
  const say = async (body: string) => {
    const headers = { "Content-Type": "text/plain" };
    return (await fetch(`${path}&sid=${sid}`, { method: "POST", headers, body })).status;
  };
  expect(await say(`40${JSON.stringify({ token })}`)).toBe(200);
  const poll = async () => (await fetch(`${path}&sid=${sid}`)).text();
  let heard = "";
  while (!heard.includes("session:ready")) heard += await poll();
  // As a client does: one request waits while others speak.
  const waiting = poll();
  expect(await say("41")).toBe(200);
  expect(await say("1")).toBe(200);
  await waiting;
});
