// The cookies of a site served by https: no other host can set them. Sessions from before their present names
// stay signed in.
import { expect, test } from "vitest";
import { sharedStack } from "@/test/servers/server-fixture";

const site = "https://heart.example";
const stack = sharedStack({ config: { publicUrl: site, allowedOrigins: [site] } });
const account = { username: "ada", password: "correct horse" };

function ask(method: string, path: string, cookies: string[], fields?: Record<string, string>) {
  return fetch(`http://127.0.0.1:${stack().config.port}${path}`, {
    method,
    redirect: "manual",
    headers: {
      Cookie: cookies.map((cookie) => cookie.split(";")[0]).join("; "),
      Origin: site,
      "Content-Type": "application/x-www-form-urlencoded",
    },
    ...(fields ? { body: new URLSearchParams(fields).toString() } : {}),
  });
}

async function post(path: string, cookies: string[], fields: Record<string, string> = {}) {
  const csrf = await ask("GET", "/api/auth/csrf", cookies);
  const { csrfToken } = await csrf.json();
  const all = [...cookies, ...csrf.headers.getSetCookie()];
  return ask("POST", path, all, { csrfToken, json: "true", ...fields });
}

test("[S132] every cookie over https is of this host alone, and an older one is taken away by the next sign-in", async () => {
  await stack().engine.accounts.register(account, { address: "elsewhere" });
  const entered = await post("/api/auth/callback/credentials", [], account);
  const cookies = entered.headers.getSetCookie();
  expect(cookies.some((cookie) => cookie.startsWith("__Host-next-auth.session-token="))).toBe(true);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-next-auth\./);
    expect(cookie).toMatch(/; Secure/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; Path=\//);
    expect(cookie).not.toMatch(/; Domain/i);
  }
  expect((await ask("GET", "/api/me", cookies)).status).toBe(200);

  const former = "__Secure-next-auth.session-token";
  const { token } = await stack().makeMember();
  expect((await ask("GET", "/api/me", [`${former}=${token}`])).status).toBe(200);
  const session = await ask("GET", "/api/auth/session", [`${former}=${token}`]);
  expect(await session.json()).toHaveProperty("user");
  expect(session.headers.getSetCookie().join("\n")).toMatch(
    /__Host-next-auth\.session-token=[\w.-]+;[\s\S]*__Secure-next-auth\.session-token=; .*Max-Age=0/,
  );
  // The newer one is believed.
  const both = [`${former}=${token}`, ...cookies];
  expect(await (await ask("GET", "/api/me", both)).json()).toMatchObject({ username: "ada" });

  const left = await post("/api/auth/signout", [`${former}=${token}`]);
  expect(left.headers.getSetCookie().join("\n")).toContain(`${former}=; `);
  expect((await ask("GET", "/api/me", [`${former}=${token}`])).status).toBe(401);
});

test("[S139] no page of another origin may load an answer of ours as its own", async () => {
  for (const path of ["/api/feed", "/api/auth/csrf", "/healthz", "/api/nothing"]) {
    const { headers } = await ask("GET", path, []);
    expect(headers.get("cross-origin-resource-policy"), path).toBe("same-origin");
  }
});
