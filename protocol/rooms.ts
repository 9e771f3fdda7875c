// Room names. Only the server joins a socket to a room; a client never names one.
import type { ContentType } from "./ids";

/** All sockets of one person. */
export function userRoom(userId: string): string {
  return `user:${userId}`;
}

/** All sockets that have one content on screen. */
export function contentRoom(contentType: ContentType, contentId: string): string {
  return `content:${contentType}:${contentId}`;
}
