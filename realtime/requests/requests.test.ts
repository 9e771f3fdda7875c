// The list of what a client may ask.
import { expect, test } from "vitest";
import type { ContentRooms } from "../rooms/content-rooms";
import { createRequests, type RequestContext } from "./requests";

test("[R67] each request of the contract has a handler, and no name a client may make up", () => {
  const requests = createRequests({
    engine: {} as RequestContext["engine"],
    rooms: {} as ContentRooms,
  });
  expect([...requests.keys()]).toEqual(["content:join", "content:leave", "like:set", "sync"]);
  for (const name of ["__proto__", "constructor", "toString", "session:ready", "connect", ""]) {
    expect(requests.get(name)).toBeUndefined();
  }
});
