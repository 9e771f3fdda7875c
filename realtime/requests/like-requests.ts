// like:set: one person's like of one content, as a wanted state.
import { likeSetPayloadSchema } from "@/protocol/socket-requests";
import type { RealtimeContext } from "../realtime-context";
import { socketRequest } from "./socket-request";

export const likeRequests = ({ engine }: Pick<RealtimeContext, "engine">) =>
  socketRequest("like:set", likeSetPayloadSchema, (socket, intent) =>
    engine.likes.setLike(socket.data.userId, intent),
  );
