// content:join and content:leave: the rooms of contents.
import { joinPayloadSchema, leavePayloadSchema } from "@/protocol/socket-requests";
import type { ContentRooms } from "../rooms/content-rooms";
import { socketRequest } from "./socket-request";

export const roomRequests = ({ rooms }: { rooms: ContentRooms }) => ({
  ...socketRequest("content:join", joinPayloadSchema, rooms.join),
  ...socketRequest("content:leave", leavePayloadSchema, rooms.leave),
});
