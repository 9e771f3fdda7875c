// What a page does before the schemas are loaded: it holds answers back, and asks for the schemas again.
import { expect, test, vi } from "vitest";
import { openSocketTransport } from "../connection/socket-transport";
import { viewerEngagementCheck } from "./answer-checks";
import { lazySchemas } from "./lazy-schemas";
import { createRequest } from "./request";
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

const here = async () => ({ schemas });

test("[C80] before the schemas are here nothing is checked, so nothing is believed", async () => {
  const late = lazySchemas(here);
  const believe = (view: unknown) => viewerEngagementCheck(late.now()).parse(view);
  expect(() => believe(VIEW)).toThrow("before the schemas");
  await late.load();
  expect(believe(VIEW)).toEqual(VIEW);
  expect(() => believe({ ...VIEW, likeCount: -1 })).toThrow();
});

test("[C80] an HTTP answer waits for the schemas", async () => {
  let bring: (code: { schemas: typeof schemas }) => void = () => undefined;
  const late = lazySchemas(
    () =>
      new Promise((resolve) => {
        bring = resolve;
      }),
  );
  const request = createRequest({ schemas: late });
  const received = vi.fn();
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(VIEW)));
  const answer = request(viewerEngagementCheck, "/api/x").then(received, received);
  await new Promise((resolve) => setImmediate(resolve));
  expect(received).not.toHaveBeenCalled();
  bring({ schemas });
  await answer;
  expect(received).toHaveBeenCalledWith(VIEW);
  vi.unstubAllGlobals();
});

test("[C80] schemas that could not be fetched are fetched again by the next who asks, once for all", async () => {
  const fetchCode = vi.fn(here);
  fetchCode.mockRejectedValueOnce(new Error("no way there"));
  const late = lazySchemas(fetchCode);
  await expect(late.load()).rejects.toThrow("no way there");
  const asked = Promise.all([late.load(), late.load()]);
  await expect(asked).resolves.toEqual([schemas, schemas]);
  await late.load();
  expect(fetchCode).toHaveBeenCalledTimes(2);
});

test("[C80] there is no socket before the schemas are here", async () => {
  const late = lazySchemas(here);
  const listener = { opened() {}, closed() {}, refused() {}, received() {} };
  const open = () =>
    openSocketTransport(listener, { schemas: late, baseUrl: "http://localhost:9" });
  expect(open).toThrow("before the schemas");
  await late.load();
  open().close();
});
