// The client as a program uses it: in plain Node, against a real server, over a network that fails.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startTcpProxy, type TcpProxy } from "@/test/network/tcp-proxy";
import { sharedStack } from "@/test/servers/server-fixture";
import { temporaryFolder } from "@/test/temporary-folder";
import { createClient, memoryStorage, signIn } from "./create-client";
import type { HeartwireClient } from "./heartwire-client";

const root = path.join(import.meta.dirname, "..");
const folder = temporaryFolder();
const stack = sharedStack();
/** No bound on speed: how long before the wait is given up. */
const SOON = { timeout: 30_000 };
const PASSWORD = "a heart for everyone";
let network: TcpProxy;
let baseUrl: string;
const started: HeartwireClient[] = [];

beforeEach(async () => {
  network = await startTcpProxy({ host: "127.0.0.1", port: stack().config.port });
  baseUrl = `http://${network.host}:${network.port}`;
});

afterEach(async () => {
  for (const client of started.splice(0)) client.stop();
  await network.close();
});

async function register(): Promise<{ username: string; password: string }> {
  const username = `program_${crypto.randomUUID().slice(0, 8)}`;
  const body = { username, password: PASSWORD };
  expect((await stack().request("POST", "/api/register", { body })).status).toBe(201);
  return body;
}

async function open(storage = memoryStorage()): Promise<HeartwireClient> {
  const token = await signIn(baseUrl, await register());
  const client = await createClient({ baseUrl, token, storage });
  started.push(client);
  client.start();
  return client;
}

const stateOf = (client: HeartwireClient) => client.connectionStore.getState().state;

test("[C93] signs in, joins, likes while the server is out of reach, and comes to its count", async () => {
  const author = await stack().makePerson();
  const { contentId, contentType } = await stack().makePost(author.userId);
  const client = await open();
  client.rooms.see({ contentId, contentType });
  await vi.waitFor(() => expect(stateOf(client)).toBe("live"), SOON);
  await vi.waitFor(() => expect(client.rooms.isJoined(contentId)).toBe(true), SOON);
  const other = await stack().makePerson();
  const like = { contentId, contentType, liked: true };
  await stack().engine.likes.setLike(other.userId, like);
  await vi.waitFor(() => expect(client.engagement.read(contentId).likeCount).toBe(1), SOON);

  await network.refuse();
  network.cut();
  await vi.waitFor(() => expect(stateOf(client)).not.toBe("live"), SOON);
  const outcome = client.setLike({ contentId, contentType }, true);
  expect(client.engagement.read(contentId)).toMatchObject({ liked: true, likeCount: 2 });
  const third = await stack().makePerson();
  await stack().engine.likes.setLike(third.userId, like);
  await network.accept();

  expect(await outcome).toEqual({ kind: "settled" });
  await vi.waitFor(
    () =>
      expect(client.engagement.read(contentId)).toMatchObject({
        liked: true,
        likeCount: 3,
        isPending: false,
      }),
    SOON,
  );
});

test("[C93] a like that was not answered is sent by the next client on the same storage", async () => {
  const author = await stack().makePerson();
  const { contentId, contentType } = await stack().makePost(author.userId);
  const storage = memoryStorage();
  const token = await signIn(baseUrl, await register());
  const first = await createClient({ baseUrl, token, storage });
  started.push(first);
  first.start();
  await network.refuse();
  network.cut();
  void first.setLike({ contentId, contentType }, true);
  await vi.waitFor(async () => {
    expect(await storage.intents.list(first.viewer?.userId ?? "")).toHaveLength(1);
  }, SOON);
  first.stop();
  await network.accept();
  const second = await createClient({ baseUrl, token, storage });
  started.push(second);
  second.start();
  await vi.waitFor(async () => {
    const { likeCount } = await stack().engine.likes.readEngagement(author.userId, contentId);
    expect(likeCount).toBe(1);
  }, SOON);
});

test("[C93] a token that is worth nothing is said so", async () => {
  await expect(createClient({ baseUrl, token: "worthless" })).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
  });
  await expect(
    signIn(baseUrl, { ...(await register()), password: "another heart" }),
  ).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

test("[C93] the program of docs/client.md likes, sees its count and ends by itself", async () => {
  const author = await stack().makePerson();
  const { contentId } = await stack().makePost(author.userId);
  const { username, password } = await register();
  const { status, output } = await run(readExample(), [baseUrl, username, password, contentId]);
  expect(output).toContain("1 likes, mine: true\n");
  expect(output.trimEnd().split("\n").at(-1)).toBe("settled");
  expect(status).toBe(0);
});

function readExample(): string {
  const page = readFileSync(path.join(root, "docs/client.md"), "utf8");
  return /```ts\n(.*?)```/s.exec(page)?.[1] ?? "";
}

/** A process of its own: it ends when nothing in it waits any more, or it hangs, and the test with it. */
async function run(code: string, args: string[]): Promise<{ status: unknown; output: string }> {
  const file = path.join(folder, "example.mts");
  writeFileSync(file, code);
  const child = spawn(process.execPath, ["--import", "tsx", file, ...args], { cwd: root });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes) => {
      output += String(bytes);
    });
  }
  const [status] = await once(child, "close");
  return { status, output };
}
