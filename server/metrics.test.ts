// What an operator reads at /metrics after a few people were here.
import { expect, test, vi } from "vitest";
import { sharedStack } from "@/test/servers/server-fixture";

const stack = sharedStack({ limitScale: 1 });

async function readMetrics(): Promise<Map<string, number>> {
  const response = await stack().request("GET", "/metrics");
  const lines = (await response.text()).matchAll(/^(heartwire_\S+) (\S+)$/gm);
  return new Map([...lines].map(([, name = "", value]) => [name, Number(value)]));
}

test("[R48] /metrics shows who is here, what left, how long it took and what was refused", async () => {
  const [viewer, other, author] = await Promise.all([
    stack().listen(),
    stack().listen(),
    stack().makeMember(),
  ]);
  const { contentId, contentType } = await stack().makePost(author.userId);
  const contents = [{ contentId, contentType }];
  for (const each of [viewer, other]) await each.ask("content:join", { contents });
  await stack().engine.likes.setLike(author.userId, { contentId, liked: true });
  await vi.waitFor(() => expect(other.of("post:liked")).toHaveLength(1));
  for (let joins = 2; joins <= 61; joins++) await viewer.ask("content:join", { contents: [] });

  const metrics = await readMetrics();
  expect(Object.fromEntries(metrics)).toMatchObject({
    heartwire_sockets: 2,
    heartwire_people: 2,
    heartwire_rooms: 1,
    heartwire_viewers: 2,
    heartwire_sockets_behind: 0,
    heartwire_like_changes_total: 1,
    heartwire_like_changes_merged_total: 0,
    'heartwire_events_sent_total{event="post:liked"}': 1,
    heartwire_commit_to_emit_seconds_count: 1,
    heartwire_sweep_repairs_total: 0,
    heartwire_slow_sockets_cut_total: 0,
    'heartwire_limits_hit_total{limit="joins"}': 1,
  });
  expect(metrics.get('heartwire_deliveries_total{path="prepared"}')).toBeGreaterThanOrEqual(2);
  for (const name of metrics.keys()) expect(name).toMatch(/^heartwire_[a-z_]+(\{.*\})?$/);
});

test("[R48] one who left is counted no more", async () => {
  const viewer = await stack().listen();
  const { contentId, contentType } = await stack().makePost(viewer.userId);
  await viewer.ask("content:join", { contents: [{ contentId, contentType }] });
  const before = await readMetrics();
  viewer.client.disconnect();
  const sockets = (before.get("heartwire_sockets") ?? 0) - 1;
  await vi.waitFor(async () =>
    expect((await readMetrics()).get("heartwire_sockets")).toBe(sockets),
  );
  const after = await readMetrics();
  for (const name of ["heartwire_rooms", "heartwire_viewers", "heartwire_people"]) {
    expect(after.get(name)).toBe((before.get(name) ?? 0) - 1);
  }
});
