// Bad requests beside the routes of a like (bad-like-requests.test.ts): sizes, queries, text, tokens,
// headers, origins, and what breaks inside.
import { request as httpRequest } from "node:http";
import { expect, test, vi } from "vitest";
import { type Problem, problemSchema } from "@/protocol/error-views";
import { openHttpConnection } from "@/test/bad-input/http-connection";
import { sharedStack } from "@/test/servers/server-fixture";

const stack = sharedStack();

async function refused(response: Response): Promise<string> {
  const body = problemSchema.parse(await response.json());
  expect(response.status).toBe(body.status);
  return body.code;
}

async function target() {
  const author = await stack().makeMember();
  const post = await stack().makePost(author.userId);
  return { ...author, url: `/api/content/${post.contentId}/like`, contentId: post.contentId };
}

test("[W17] a body over 16 KB is TOO_LARGE, whether it says so or not; at 16 KB it is read", async () => {
  const { token } = await target();
  const bytes = (count: number) => `{"body":"${"x".repeat(count - 11)}"}`;
  const code = async (count: number) =>
    refused(await stack().request("POST", "/api/posts", { token, body: bytes(count) }));
  expect(await code(16 * 1024)).toBe("VALIDATION");
  expect(await code(16 * 1024 + 1)).toBe("TOO_LARGE");
  expect(await code(40 * 1024 * 1024)).toBe("TOO_LARGE");

  const answer = await new Promise<Problem>((resolve, reject) => {
    const chunked = httpRequest(
      `${stack().url}/api/posts`,
      {
        method: "POST",
        agent: false,
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      },
      async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve(problemSchema.parse(JSON.parse(text)));
        chunked.destroy();
      },
    );
    chunked.on("error", reject);
    chunked.write(" ".repeat(17 * 1024));
  });
  expect(answer.code).toBe("TOO_LARGE");
});

test("[W54] a refused body, however large, leaves its connection usable", async () => {
  const { token, url, contentId } = await target();
  const http = openHttpConnection(stack().url);
  try {
    for (const bytes of [17 * 1024, 128 * 1024, 40 * 1024 * 1024]) {
      for (const more of [{}, { "Transfer-Encoding": "chunked" }]) {
        const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
        const large = Buffer.alloc(bytes, " ");
        const asked = { method: "PUT", path: url, headers: { ...headers, ...more }, body: large };
        const refusal = await http.ask(asked);
        const path = `/api/content/${contentId}/engagement`;
        const good = await http.ask({ method: "GET", path });
        expect([refusal.status, good.status]).toEqual([413, 200]);
        expect(good.port).toBe(refusal.port);
      }
    }
  } finally {
    http.close();
  }
});

test("[W19] queries are as strict as bodies", async () => {
  const { token } = await target();
  const bad = [
    "/api/feed?limit=0",
    "/api/feed?limit=101",
    "/api/feed?limit=1.5",
    "/api/feed?limit=",
    "/api/feed?limit=1&limit=2",
    "/api/feed?scope=all",
    "/api/feed?extra=1",
    "/api/feed?__proto__=1",
    `/api/feed?cursor=${"x".repeat(201)}`,
    "/api/activity/timeline?offset=-1",
    "/api/likes/status?content_type=song&content_id=1",
  ];
  for (const path of bad) {
    expect(await refused(await stack().request("GET", path, { token })), path).toBe("VALIDATION");
  }
  const cursor = await stack().request("GET", "/api/feed?cursor=nonsense");
  expect(await refused(cursor)).toBe("BAD_REQUEST");
  for (const limit of [1, 100]) {
    expect((await stack().request("GET", `/api/feed?limit=${limit}`)).status).toBe(200);
  }
  expect((await stack().request("GET", `/api/feed?x=${"y".repeat(5_000)}`)).status).toBe(400);
});

test("[W20] text that cannot be stored or shown is refused, other text comes back as it was", async () => {
  const { token } = await target();
  const write = (body: string) => stack().request("POST", "/api/posts", { token, body: { body } });
  for (const text of ["", "   ", "a\0b", "\ud800", `a${"\u0301".repeat(500)}`, "x".repeat(2_001)]) {
    expect(await refused(await write(text))).toBe("VALIDATION");
  }
  for (const text of ["x", "x".repeat(2_000), "👩‍👩‍👧‍👦", "שלום", "'; DROP TABLE users; --"]) {
    const answer = await write(text);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ body: text });
  }
});

test("[S1] a change sent from a foreign page is refused, whatever cookie or origin it uses", async () => {
  const { token, url } = await target();
  const cookie = { Cookie: `next-auth.session-token=${token}` };
  const put = (headers: Record<string, string>) =>
    stack().request("PUT", url, { body: { liked: true }, headers: { ...cookie, ...headers } });
  const foreign: Record<string, string>[] = [
    { Origin: "https://evil.example" },
    { Origin: "null" },
    { Origin: `${stack().config.publicUrl}.evil.example` },
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
    {},
  ];
  for (const headers of foreign) {
    expect(await refused(await put(headers)), JSON.stringify(headers)).toBe("FORBIDDEN");
  }
  const ours: Record<string, string>[] = [
    { Origin: stack().config.publicUrl },
    { Origin: "https://friend.example" },
    { "Sec-Fetch-Site": "same-origin" },
  ];
  for (const headers of ours) expect((await put(headers)).status).toBe(200);
  const register = await stack().request("POST", "/api/register", {
    body: { username: "evil_page", password: "12345678" },
    headers: { Origin: "https://evil.example" },
  });
  expect(await refused(register)).toBe("FORBIDDEN");
});

test("[S2] tokens that are foreign, damaged or of an ended session belong to nobody", async () => {
  const { token, sessionId } = await target();
  const code = async (bearer: string) =>
    refused(await stack().request("GET", "/api/me", { token: bearer }));
  expect(await code(token.slice(0, -2))).toBe("UNAUTHENTICATED");
  expect(await code(`${token}x`)).toBe("UNAUTHENTICATED");
  expect(await code("a.b.c.d.e")).toBe("UNAUTHENTICATED");
  expect(await code("x".repeat(10_000))).toBe("UNAUTHENTICATED");
  const { encode } = await import("next-auth/jwt");
  const claims = { sub: crypto.randomUUID(), sid: sessionId };
  const { authSecret } = stack().config;
  expect(await code(await encode({ token: claims, secret: "another secret" }))).toBe(
    "UNAUTHENTICATED",
  );
  expect(await code(await encode({ token: claims, secret: authSecret }))).toBe("UNAUTHENTICATED");
  const mine = { sub: (await target()).userId, sid: sessionId };
  expect(await code(await encode({ token: mine, secret: authSecret, maxAge: -20 }))).toBe(
    "UNAUTHENTICATED",
  );
  expect((await stack().request("GET", "/api/me", { token })).status).toBe(200);
});

test("[S3] what a caller says about address, nonce and port counts for nothing", async () => {
  const seen = vi.spyOn(stack().engine.accounts, "register");
  try {
    await stack().request("POST", "/api/register", {
      body: { username: "liar_s3", password: "12345678" },
      headers: { "X-Heartwire-Address": "9.9.9.9", "X-Forwarded-For": "8.8.8.8" },
    });
    expect(seen.mock.calls[0]?.[1]).toMatchObject({ address: "127.0.0.1" });
  } finally {
    seen.mockRestore();
  }
});

test("[S4] too many wrong passwords are RATE_LIMITED with the time to wait", async () => {
  const { createLimitMaker, createLimits } = await import("@/engine/limits");
  const limits = createLimits(createLimitMaker(1, () => undefined));
  for (let tries = 0; tries < 5; tries++) await limits.signInByName.consume("x");
  const failure = await limits.signInByName.consume("x").catch((error: unknown) => error);
  const spy = vi.spyOn(stack().engine.accounts, "signIn").mockRejectedValue(failure);
  try {
    const response = await stack().request("POST", "/api/auth/token", {
      body: { username: "x", password: "y" },
    });
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    const body = problemSchema.parse(await response.json());
    expect(body).toMatchObject({ code: "RATE_LIMITED", status: 429, retryable: true });
    expect(body.retryAfterMs).toBeGreaterThan(0);
  } finally {
    spy.mockRestore();
  }
});

test("[S5] what breaks inside is INTERNAL with an id and without its cause", async () => {
  const { token } = await target();
  const spy = vi
    .spyOn(stack().engine.accounts, "readMe")
    .mockRejectedValue(new Error("password=hunter2 at /secret/path"));
  try {
    const response = await stack().request("GET", "/api/me", { token });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain("hunter2");
    expect(problemSchema.parse(JSON.parse(text))).toMatchObject({ code: "INTERNAL" });
  } finally {
    spy.mockRestore();
  }
});

test("[S31] a database that does not answer is UNAVAILABLE with the time to wait", async () => {
  const { token } = await target();
  const outage = new Error("timeout exceeded when trying to connect");
  const spy = vi.spyOn(stack().engine.accounts, "readMe").mockRejectedValue(outage);
  try {
    const response = await stack().request("GET", "/api/me", { token });
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await refused(response)).toBe("UNAVAILABLE");
  } finally {
    spy.mockRestore();
  }
});

test("[S6] every answer carries its security headers, pages a policy with a fresh nonce", async () => {
  const [first, second] = await Promise.all([
    stack().request("GET", "/"),
    stack().request("GET", "/"),
  ]);
  const policy = first.headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{24}' 'strict-dynamic'/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toBe(second.headers.get("content-security-policy"));
  const api = await stack().request("GET", "/api/feed");
  expect(api.headers.get("x-content-type-options")).toBe("nosniff");
  expect(api.headers.get("x-powered-by")).toBeNull();
});
