// sync: what a client missed, by the versions it holds.
import { syncBodySchema } from "@/protocol/http-requests";
import type { RealtimeContext } from "../realtime-context";
import { socketRequest } from "./socket-request";

export const syncRequests = ({ engine }: Pick<RealtimeContext, "engine">) =>
  socketRequest("sync", syncBodySchema, (socket, body) => engine.sync(socket.data.userId, body));
