// The handlers of everything a client may ask over the socket, one entry a capability. A request of the
// contract without a handler does not compile.
import type { RequestHandler } from "../connection/request-dispatch";
import type { RealtimeContext } from "../realtime-context";
import type { ContentRooms } from "../rooms/content-rooms";
import { likeRequests } from "./like-requests";
import { roomRequests } from "./room-requests";
import type { SocketRequests } from "./socket-request";
import { syncRequests } from "./sync-requests";

export type RequestContext = Pick<RealtimeContext, "engine"> & { rooms: ContentRooms };

/** All handlers, for lookup by what a client called its request. */
export function createRequests(context: RequestContext): ReadonlyMap<string, RequestHandler> {
  const requests: SocketRequests = {
    ...roomRequests(context),
    ...likeRequests(context),
    ...syncRequests(context),
  };
  return new Map(Object.entries(requests));
}
