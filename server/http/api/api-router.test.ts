// The API without Next: the right route for every path, whole answers, and the paths it leaves to Next.
import { get, type IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { sharedStack } from "@/test/servers/server-fixture";

const stack = sharedStack();

async function readStatusAndBody(path: string) {
  const response = await stack().request("GET", path);
  return { status: response.status, body: await response.json() };
}

test("[W57] every path finds its own route, also under v1 and with percent signs", async () => {
  const { username } = await stack().makeMember("member");
  const feed = await readStatusAndBody("/api/feed?limit=1");
  expect(feed.status).toBe(200);
  expect(await readStatusAndBody("/api/v1/feed?limit=1")).toEqual(feed);
  const profile = await readStatusAndBody(`/api/users/${username}`);
  expect(profile).toMatchObject({ status: 200, body: { username } });
  expect(await readStatusAndBody(`/api/users/%6D${username.slice(1)}`)).toEqual(profile);
  // A fixed segment beside a named one, a list of segments, and nothing at all.
  expect(await readStatusAndBody("/api/likes/status")).toMatchObject({ status: 422 });
  expect(await readStatusAndBody("/api/auth/csrf")).toMatchObject({ status: 200 });
  for (const path of ["/api", "/api/v1", "/api/v1/v1/feed", "/api/nowhere/at/all", "/api/Feed"]) {
    expect(await readStatusAndBody(path), path).toMatchObject({
      status: 404,
      body: { code: "NOT_FOUND" },
    });
  }
});

test("[W57] the head alone is answered without its body", async () => {
  const whole = await stack().request("GET", "/api/feed");
  const head = await stack().request("HEAD", "/api/feed");
  expect(head.status).toBe(200);
  expect(head.headers.get("content-length")).toBe(whole.headers.get("content-length"));
  expect(await head.text()).toBe("");
  const refused = await stack().request("HEAD", "/api/posts");
  expect(refused.status).toBe(405);
});

test("[W57] doubled and trailing slashes are left to Next, which redirects", async () => {
  for (const path of ["/api/feed/", "/api//feed", "/api/"]) {
    const response = await stack().request("GET", path);
    expect(response.headers.get("content-type"), path).toBeNull();
  }
});

test("[W58] a long answer is packed for whom it is of use, a short one never", async () => {
  const { userId } = await stack().makeMember("writer");
  for (let post = 0; post < 5; post++) await stack().makePost(userId);
  const plain = await readRaw("/api/feed?scope=latest", "identity");
  const packed = await readRaw("/api/feed?scope=latest", "br, gzip");
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(packed.headers["content-encoding"]).toBe("gzip");
  expect(packed.body.byteLength).toBeLessThan(plain.body.byteLength / 2);
  expect(gunzipSync(packed.body)).toEqual(plain.body);
  for (const { headers } of [plain, packed]) expect(headers.vary).toBe("Accept-Encoding");
  const short = await readRaw("/api/auth/csrf", "gzip");
  expect(short.headers["content-encoding"]).toBeUndefined();
});

/** As it comes over the wire: `fetch` unpacks by itself. */
function readRaw(path: string, accepted: string) {
  return new Promise<{ headers: IncomingMessage["headers"]; body: Buffer }>((resolve, reject) => {
    const options = { headers: { "accept-encoding": accepted }, agent: false as const };
    get(`${stack().url}${path}`, options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ headers: response.headers, body: Buffer.concat(chunks) });
    }).once("error", reject);
  });
}
