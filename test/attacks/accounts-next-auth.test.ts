// Attacks on browser sign-in and sign-out: addresses and cookies that next-auth cannot read, planted cookies,
// an outage in the middle, and sessions held twice.
import { afterEach, expect, test, vi } from "vitest";
import { problemSchema } from "@/protocol/error-views";
import { sharedStack } from "@/test/servers/server-fixture";

const stack = sharedStack();
afterEach(() => vi.restoreAllMocks());

const password = "correct horse";
const form = { "Content-Type": "application/x-www-form-urlencoded" };

/** A browser's cookies, and what it asks with them; `planted` are sent besides, in front. */
function openBrowser(planted = "") {
  const jar = new Map<string, string>();
  const cookies = () =>
    [planted, ...[...jar].map(([name, value]) => `${name}=${value}`)].filter(Boolean).join("; ");
  async function ask(method: string, path: string, fields?: Record<string, string>) {
    const response = await stack().request(method, path, {
      headers: { Cookie: cookies(), Origin: stack().config.publicUrl, ...(fields ? form : {}) },
      ...(fields ? { body: new URLSearchParams(fields).toString() } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }
  async function enter(username: string, more: Record<string, string> = {}) {
    const { csrfToken } = await (await ask("GET", "/api/auth/csrf")).json();
    return ask("POST", "/api/auth/callback/credentials", {
      username,
      password,
      csrfToken,
      json: "true",
      ...more,
    });
  }
  async function leave() {
    const { csrfToken } = await (await ask("GET", "/api/auth/csrf")).json();
    return ask("POST", "/api/auth/signout", { csrfToken, json: "true" });
  }
  const whoAmI = async () => {
    const response = await ask("GET", "/api/me");
    return response.ok ? (await response.json()).username : response.status;
  };
  return { jar, ask, enter, leave, whoAmI };
}

let people = 0;
async function makeAccount() {
  const username = `browser_${++people}`;
  await stack().engine.accounts.register({ username, password }, { address: "elsewhere" });
  return username;
}

async function expectProblem(response: Response, code: string, what: string) {
  expect(response.headers.get("content-type"), what).toBe("application/problem+json");
  const problem = problemSchema.parse(await response.json());
  expect(problem.code, what).toBe(code);
  expect(response.status, what).toBe(problem.status);
}

test("[S126] whatever next-auth would refuse or break on is a problem of ours", async () => {
  const { ask } = openBrowser();
  const cases: [method: string, path: string, code: string][] = [
    ["GET", "/api/auth/callback/credentials", "METHOD_NOT_ALLOWED"],
    ["GET", "/api/auth/callback/credentials?code=x&state=%00", "METHOD_NOT_ALLOWED"],
    ["GET", "/api/auth/callback/github?code=x", "NOT_FOUND"],
    ["GET", "/api/auth/callback/__proto__", "NOT_FOUND"],
    ["GET", "/api/auth/callback", "NOT_FOUND"],
    ["POST", "/api/auth/callback/demo", "NOT_FOUND"],
    ["POST", "/api/auth/signin/constructor", "NOT_FOUND"],
    ["POST", "/api/auth/csrf", "METHOD_NOT_ALLOWED"],
    ["POST", "/api/auth/providers", "METHOD_NOT_ALLOWED"],
    ["POST", "/api/auth/error", "METHOD_NOT_ALLOWED"],
    ["GET", "/api/auth/session/more", "NOT_FOUND"],
    ["POST", "/api/auth/session", "BAD_REQUEST"],
  ];
  for (const [method, path, code] of cases) {
    const response = await ask(method, path, method === "POST" ? {} : undefined);
    await expectProblem(response, code, `${method} ${path}`);
  }
});

test("[S126] an error page is named by any characters, and stays on our site", async () => {
  const { ask } = openBrowser();
  for (const error of [
    "a\nb",
    "a\r\nSet-Cookie: x=y",
    "\0",
    "🐎",
    "ÿĀ",
    "%",
    "&next=//evil",
    " ",
  ]) {
    for (const path of ["error", "signin"]) {
      const response = await ask("GET", `/api/auth/${path}?error=${encodeURIComponent(error)}`);
      expect(response.status, JSON.stringify(error)).toBe(302);
      const location = response.headers.get("location") ?? "";
      expect(location).toMatch(/^[\x21-\x7e]+$/);
      expect(new URL(location).origin).toBe(stack().config.publicUrl);
      expect(response.headers.get("set-cookie") ?? "").not.toContain("x=y");
    }
  }
});

const ODD_ADDRESSES = [
  "foo",
  "?x",
  "%2f%2fx",
  "#",
  "",
  " ",
  "//",
  "http://",
  "blob:http://127.0.0.1/x",
  "data:text/html,x",
  "javascript:alert(1)",
  "https://evil.example/",
  "\\\\evil.example",
  "/\u{1f40e}",
  "\0",
  "http://[",
];

test("[S127] an address to go to after sign-in is ours or the front page, however it is written", async () => {
  const username = await makeAccount();
  const own = `blob:${stack().config.publicUrl}/x`;
  for (const callbackUrl of [...ODD_ADDRESSES, own]) {
    const response = await openBrowser().enter(username, { callbackUrl });
    expect(response.status, callbackUrl).toBe(200);
    const { url } = await response.json();
    expect(url, callbackUrl).toMatch(/^[\x21-\x7e]+$/);
    expect(new URL(url).origin, callbackUrl).toBe(stack().config.publicUrl);
    expect(new URL(url).protocol).toBe("http:");
  }
});

test("[S127] a planted cookie does not stop anyone from signing in and out", async () => {
  const username = await makeAccount();
  const planted = [
    ...ODD_ADDRESSES.map((address) => `next-auth.callback-url=${encodeURIComponent(address)}`),
    "next-auth.callback-url=%",
    "next-auth.csrf-token.0=junk",
    "next-auth.session-token.0=junk; next-auth.session-token.1=junk",
    "next-auth.session-token-x=junk",
    "next-auth.pkce.code_verifier=junk; next-auth.state=junk; next-auth.nonce=junk",
    "next-auth.known-device=junk",
    "__proto__=x; constructor=y",
    "=; ;;;=x",
  ];
  for (const cookie of planted) {
    const browser = openBrowser(cookie);
    for (const path of ["csrf", "session", "providers"]) {
      expect((await browser.ask("GET", `/api/auth/${path}`)).status, cookie).toBe(200);
    }
    expect((await browser.enter(username)).status, cookie).toBe(200);
    expect(await browser.whoAmI(), cookie).toBe(username);
    expect((await browser.leave()).status, cookie).toBe(200);
    expect(await browser.whoAmI(), cookie).toBe(401);
  }
});

test("[S128] an outage signs nobody out", async () => {
  const username = await makeAccount();
  const browser = openBrowser();
  await browser.enter(username);
  const { engine } = stack();
  const gone = () => Promise.reject(new Error("Connection terminated unexpectedly"));
  vi.spyOn(engine.people, "readPerson").mockImplementation(gone);
  const session = await browser.ask("GET", "/api/auth/session");
  await expectProblem(session, "UNAVAILABLE", "session");
  expect(session.headers.getSetCookie()).toEqual([]);
  vi.spyOn(engine.sessions, "endSession").mockImplementation(gone);
  const left = await browser.leave();
  await expectProblem(left, "UNAVAILABLE", "sign-out");
  expect(left.headers.getSetCookie()).toEqual([]);
  vi.restoreAllMocks();
  expect(await browser.whoAmI()).toBe(username);
  expect(await (await browser.ask("GET", "/api/auth/session")).json()).toMatchObject({
    user: { username },
  });
});

test("[S128] a sign-in during an outage says so", async () => {
  const browser = openBrowser();
  const gone = () => Promise.reject(new Error("Connection terminated unexpectedly"));
  vi.spyOn(stack().engine.accounts, "signIn").mockImplementation(gone);
  const { url } = await (await browser.enter("nobody")).json();
  expect(new URL(url).searchParams.get("error")).toBe("UNAVAILABLE");
});

test("[S129] one cookie is one session, for the API and for next-auth", async () => {
  const [first, second] = [await makeAccount(), await makeAccount()];
  const [one, two] = [openBrowser(), openBrowser()];
  await one.enter(first);
  await two.enter(second);
  const name = "next-auth.session-token";
  const token = one.jar.get(name) ?? "";
  const half = Math.floor(token.length / 2);
  const spellings: [cookies: string, username: string | null][] = [
    [`${name}=${token}; ${name}=${two.jar.get(name)}`, first],
    [`${name}=${two.jar.get(name)}; ${name}=${token}`, second],
    [`${name}.0=${token.slice(0, half)}; ${name}.1=${token.slice(half)}`, null],
    [`${name}.0=junk; ${name}=${token}`, first],
    [`${name}=${token.replaceAll(".", "%2E")}`, null],
  ];
  for (const [cookies, username] of spellings) {
    const browser = openBrowser(cookies);
    expect(await browser.whoAmI(), cookies).toBe(username ?? 401);
    const { user } = await (await browser.ask("GET", "/api/auth/session")).json();
    expect(user?.username ?? null, cookies).toBe(username);
  }
});

test("[S130] signing in over a session ends the one before; a failed try does not", async () => {
  const [first, second] = [await makeAccount(), await makeAccount()];
  const browser = openBrowser();
  await browser.enter(first);
  const token = browser.jar.get("next-auth.session-token") ?? "";
  const before = async () => (await stack().request("GET", "/api/me", { token })).status;
  await browser.enter(second, { password: "wrong horse" });
  expect(await before()).toBe(200);
  expect(await browser.whoAmI()).toBe(first);
  await browser.enter(second);
  expect(await before()).toBe(401);
  expect(await browser.whoAmI()).toBe(second);
});

test("[S131] a token is good in one spelling", async () => {
  const { token } = await stack().makeMember();
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const accepted: string[] = [];
  for (const digit of digits) {
    const spelled = token.slice(0, -1) + digit;
    if ((await stack().request("GET", "/api/me", { token: spelled })).ok) accepted.push(spelled);
  }
  expect(accepted).toEqual([token]);
});

test("[S124] a browser is known for the people who signed in on it, and for nobody else", async () => {
  const [first, second] = [await makeAccount(), await makeAccount()];
  const browser = openBrowser();
  await browser.enter(first);
  const asked = vi.spyOn(stack().engine.accounts, "signIn");
  const knownFor = async () => {
    await browser.enter(second, { password: "wrong horse" });
    return asked.mock.lastCall?.[1].knownDevice;
  };
  const device = await knownFor();
  expect(device).toMatchObject({ username: first });
  await browser.leave();
  await browser.enter(first);
  // Signed out and in again it is the same device.
  expect(await knownFor()).toEqual(device);
  await browser.enter(second);
  expect(await knownFor()).toMatchObject({ username: second });
  browser.jar.set("next-auth.known-device", browser.jar.get("next-auth.session-token") ?? "");
  expect(await knownFor()).toBeNull();
});
