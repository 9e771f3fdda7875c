// What a page does before the schemas are here: it waits with believing, and asks for them again.
import { beforeEach, expect, test, vi } from "vitest";
import { schemas } from "./schemas";

const VIEW = {
  contentId: "018f0000-0000-7000-8000-000000000001",
  contentType: "post",
  likeCount: 3,
  commentCount: 0,
  repostCount: 0,
  version: 4,
  liked: true,
  reposted: false,
};

let late: typeof import("./lazy-schemas");

beforeEach(async () => {
  vi.resetModules();
  late = await import("./lazy-schemas");
});

test("[C80] before the schemas are here nothing is checked, so nothing is believed", async () => {
  expect(() => late.viewerEngagementCheck.parse(VIEW)).toThrow("before the schemas");
  await late.loadSchemas(async () => ({ schemas }));
  expect(late.viewerEngagementCheck.parse(VIEW)).toEqual(VIEW);
  expect(() => late.viewerEngagementCheck.parse({ ...VIEW, likeCount: -1 })).toThrow();
});

test("[C80] an HTTP answer waits for the schemas", async () => {
  const { request } = await import("./request");
  let bring: (code: { schemas: typeof schemas }) => void = () => undefined;
  void late.loadSchemas(
    () =>
      new Promise((resolve) => {
        bring = resolve;
      }),
  );
  const received = vi.fn();
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(VIEW)));
  const answer = request(late.viewerEngagementCheck, "/api/x").then(received, received);
  await new Promise((resolve) => setImmediate(resolve));
  expect(received).not.toHaveBeenCalled();
  bring({ schemas });
  await answer;
  expect(received).toHaveBeenCalledWith(VIEW);
  vi.unstubAllGlobals();
});

test("[C80] schemas that could not be fetched are fetched again by the next who asks, once for all", async () => {
  const fetchCode = vi.fn(async () => ({ schemas }));
  fetchCode.mockRejectedValueOnce(new Error("no way there"));
  await expect(late.loadSchemas(fetchCode)).rejects.toThrow("no way there");
  const asked = Promise.all([late.loadSchemas(fetchCode), late.loadSchemas(fetchCode)]);
  await expect(asked).resolves.toEqual([schemas, schemas]);
  await late.loadSchemas(fetchCode);
  expect(fetchCode).toHaveBeenCalledTimes(2);
});

test("[C80] there is no socket before the schemas are here", async () => {
  const { openSocketTransport } = await import("../connection/socket-transport");
  const open = () =>
    openSocketTransport(
      { opened() {}, closed() {}, refused() {}, received() {} },
      "http://localhost:9",
    );
  expect(open).toThrow("before the schemas");
  await late.loadSchemas(async () => ({ schemas }));
  open().close();
});
