// Signing in and out with a browser: next-auth behind our routes, in demo mode with its two windows.
import { expect, test } from "vitest";
import { problemSchema } from "@/protocol/error-views";
import { sharedStack } from "@/test/servers/server-fixture";

const stack = sharedStack({ isDemo: true });

/** A browser's cookie jar for one origin. */
function openBrowser() {
  const jar = new Map<string, string>();
  async function ask(method: string, path: string, form?: Record<string, string>) {
    const response = await stack().request(method, path, {
      headers: {
        Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
        Origin: stack().config.publicUrl,
        ...(form ? { "Content-Type": "application/x-www-form-urlencoded" } : {}),
      },
      ...(form ? { body: new URLSearchParams(form).toString() } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }
  async function post(path: string, fields: Record<string, string>) {
    const { csrfToken } = (await (await ask("GET", "/api/auth/csrf")).json()) as {
      csrfToken: string;
    };
    const response = await ask("POST", path, { ...fields, csrfToken, json: "true" });
    return (await response.json()) as { url: string };
  }
  return { jar, ask, post };
}

async function makeAccount(username: string) {
  const account = { username, password: "correct horse" };
  await stack().engine.accounts.register(account, { address: "test" });
  return account;
}

test("[S21] a browser signs in with name and password and holds one HttpOnly cookie of its session", async () => {
  const browser = openBrowser();
  const account = await makeAccount("signs_in");
  expect(await (await browser.ask("GET", "/api/auth/session")).json()).toEqual({});
  const { url } = await browser.post("/api/auth/callback/credentials", {
    ...account,
    callbackUrl: "/settings",
  });
  expect(url).toBe(`${stack().config.publicUrl}/settings`);
  const session = await (await browser.ask("GET", "/api/auth/session")).json();
  expect(session).toMatchObject({ user: { username: "signs_in" } });
  expect((await browser.ask("GET", "/api/me")).status).toBe(200);

  await browser.post("/api/auth/signout", {});
  expect((await browser.ask("GET", "/api/me")).status).toBe(401);
});

test("[S22] signing out ends the session everywhere the cookie was copied to", async () => {
  const browser = openBrowser();
  await browser.post("/api/auth/callback/credentials", await makeAccount("signs_out"));
  const [token] = [...browser.jar]
    .filter(([name]) => name.endsWith("session-token"))
    .map(([, value]) => value);
  const bearer = () => stack().request("GET", "/api/me", { token: token ?? "" });
  expect((await bearer()).status).toBe(200);
  await browser.post("/api/auth/signout", {});
  expect((await bearer()).status).toBe(401);
});

test("[S23] cookies are HttpOnly and Lax, and none is a session after a wrong password", async () => {
  const browser = openBrowser();
  const csrf = await browser.ask("GET", "/api/auth/csrf");
  for (const cookie of csrf.headers.getSetCookie()) {
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
  }
  const { username } = await makeAccount("mistypes");
  const { url } = await browser.post("/api/auth/callback/credentials", {
    username,
    password: "wrong",
  });
  expect(url).toContain("error=CredentialsSignin");
  expect([...browser.jar.keys()].some((name) => name.includes("session-token"))).toBe(false);
});

test("[S24] in demo mode one press signs in as a seeded person and as nobody else", async () => {
  const { userId, username } = await stack().makePerson("seeded");
  await stack().prisma.user.update({ where: { id: userId }, data: { isDemo: true } });
  const browser = openBrowser();
  await browser.post("/api/auth/callback/demo", { username });
  expect(await (await browser.ask("GET", "/api/me")).json()).toMatchObject({ username });

  const stranger = await stack().makeMember();
  const other = openBrowser();
  const refused = await other.post("/api/auth/callback/demo", { username: stranger.username });
  expect(refused.url).toContain("error=FORBIDDEN");
  expect((await other.ask("GET", "/api/me")).status).toBe(401);
});

test("[S25] without the token of the form nobody is signed in, and no foreign page may try", async () => {
  const browser = openBrowser();
  const account = await makeAccount("forged");
  await browser.ask("POST", "/api/auth/callback/credentials", { ...account, csrfToken: "wrong" });
  expect((await browser.ask("GET", "/api/me")).status).toBe(401);
  const foreign = await stack().request("POST", "/api/auth/callback/credentials", {
    body: account,
    headers: { Origin: "https://evil.example" },
  });
  expect(problemSchema.parse(await foreign.json()).code).toBe("FORBIDDEN");
});

test("[S26] after sign-in nobody is sent to a foreign address", async () => {
  const browser = openBrowser();
  const account = await makeAccount("redirected");
  for (const callbackUrl of ["https://evil.example/", "//evil.example", "javascript:alert(1)"]) {
    const { url } = await browser.post("/api/auth/callback/credentials", {
      ...account,
      callbackUrl,
    });
    expect(new URL(url).origin).toBe(stack().config.publicUrl);
  }
});

test("[S27] actions that do not exist are NOT_FOUND, large forms TOO_LARGE", async () => {
  const browser = openBrowser();
  for (const path of ["/api/auth/_log", "/api/auth/nothing", "/api/auth/signin/a/b"]) {
    const answer = await browser.ask("POST", path, {});
    expect(problemSchema.parse(await answer.json()).code, path).toBe("NOT_FOUND");
  }
  const large = await browser.ask("POST", "/api/auth/callback/credentials", {
    username: "x".repeat(17_000),
  });
  expect(problemSchema.parse(await large.json()).code).toBe("TOO_LARGE");
});
