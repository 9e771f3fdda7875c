// A page that was opened at an address the server was not set up for.
import { expect, test } from "vitest";
import { problemSchema } from "@/protocol/error-views";
import { captureLog } from "@/test/captured-log";
import { sharedStack } from "@/test/servers/server-fixture";

const PUBLIC = "https://social.example";
const captured = captureLog();
const stack = sharedStack({
  log: captured.log,
  config: { publicUrl: PUBLIC, allowedOrigins: [PUBLIC] },
});
const ofSetting = (lines: string[]) => lines.filter((line) => line.includes("NEXTAUTH_URL"));

/** A browser with a page of another origin; it says same-origin where the page is the server's own. */
async function refusalTo(path: string, headers: Record<string, string>) {
  const response = await stack().request("POST", path, { headers, body: { username: "ada" } });
  expect(response.status).toBe(403);
  const body = (await response.json()) as { url?: string };
  return { ...problemSchema.parse(body), url: body.url };
}

test("[S154] a page of another site learns nothing, and the log is silent", async () => {
  captured.take();
  for (const Origin of ["https://evil.example", "null", "file://"]) {
    const refusal = await refusalTo("/api/register", { Origin });
    expect(refusal.message).not.toContain(PUBLIC);
  }
  expect(ofSetting(captured.take())).toEqual([]);
});

test("[S154] a page opened at another address is told which is right, and the log names the setting once", async () => {
  captured.take();
  const openedAt = stack().url;
  for (const path of ["/api/register", "/api/auth/callback/credentials"]) {
    const { message } = await refusalTo(path, { Origin: openedAt });
    expect(message).toContain(`opened at ${openedAt},`);
    expect(message).toContain(PUBLIC);
    expect(message).toContain("NEXTAUTH_URL");
  }
  // Behind a proxy that writes a host of its own, the browser's word tells.
  const { message } = await refusalTo("/api/register", {
    Origin: "https://old.example",
    "Sec-Fetch-Site": "same-origin",
  });
  expect(message).toContain("opened at https://old.example,");
  const socket = stack().connect({ extraHeaders: { Origin: openedAt } });
  const error = await new Promise<Error>((resolve) => socket.once("connect_error", resolve));
  expect(error.message).not.toBe("");
  const lines = ofSetting(captured.take());
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: 40, openedAt, publicUrl: PUBLIC });
});

test("[S154] next-auth's client finds the reason in an address", async () => {
  const { url, code } = await refusalTo("/api/auth/callback/credentials", { Origin: stack().url });
  expect(code).toBe("FORBIDDEN");
  expect(new URL(url ?? "").searchParams.get("error")).toBe("FORBIDDEN");
});
