// Likes as the server tells them: my own from any device, and those of others in the rooms this page is in.
import type { LikerChange } from "@/protocol/events/like-events";
import type { Person, ViewerEngagement } from "@/protocol/views";
import type { WatchedRooms } from "../connection/watched-rooms";
import type { Inbound } from "../inbound/inbound";
import { type Applied, roomMessage } from "./engagement-reducer";
import type { EngagementStore } from "./engagement-store";
import type { RecentLikes } from "./recent-likes";

export interface EngagementContext {
  viewer: Person | null;
  engagement: EngagementStore;
  recentLikes: RecentLikes;
  rooms: Pick<WatchedRooms, "isJoined">;
}

export function registerEngagementEvents(inbound: Inbound, context: EngagementContext): void {
  const { engagement } = context;
  inbound.on("like:created", (view) => engagement.applySnapshot(view));
  inbound.on("like:removed", (view) => engagement.applySnapshot(view));
  inbound.on("post:liked", (event) => applyLikes(context, event, [event]));
  inbound.on("post:unliked", (event) => applyLikes(context, event, [event]));
  inbound.on("like:count_updated", (event) => applyLikes(context, event, event.likers));
}

function applyLikes(
  { viewer, engagement, recentLikes, rooms }: EngagementContext,
  event: Omit<ViewerEngagement, "liked" | "reposted">,
  likers: readonly LikerChange[],
): Applied {
  const mine = likers.find((each) => each.userId === viewer?.userId);
  recentLikes.receive(event, likers);
  const message = roomMessage(event, mine?.isLiked);
  return engagement.applyRoomEvent(message, rooms.isJoined(event.contentId));
}
