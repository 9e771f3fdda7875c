// The wording of a notification. The words are for people; programs read `type` and `data`.
import type { ContentType } from "@/protocol/ids";
import type { Notification, Person } from "@/protocol/views";
import { firstWords } from "../excerpts";

/** What a change did to one notification of its recipient. */
export interface NotificationOutcome {
  notificationId: string;
  recipientId: string;
  event: "new" | "updated" | "removed";
}

/** A notification with what it is about and its latest three actors. */
export interface NotificationRow {
  id: string;
  type: "like" | "follow";
  subject_id: string;
  actor_count: number;
  is_read: boolean;
  created_at: Date;
  updated_at: Date;
  content_type: ContentType | null;
  body: string | null;
  like_count: number | null;
  actors: Person[];
}

/** The id used when the actors have no account any more; it belongs to no person. */
const NOBODY_ID = "00000000-0000-0000-0000-000000000000";

/** Row → Notification. A withdrawn one counts no actor and still names its subject. */
export function toNotification(row: NotificationRow): Notification {
  const [latest] = row.actors;
  const common = {
    id: row.id,
    title: `${nameActors(row)} ${row.type === "like" ? `liked your ${row.content_type ?? "post"}` : "followed you"}`,
    actors: row.actors,
    actorCount: row.actor_count,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    isRead: row.is_read,
  };
  if (row.type === "follow") {
    return {
      ...common,
      type: "follow",
      message: `${row.actor_count} new ${row.actor_count === 1 ? "follower" : "followers"}`,
      data: { followerId: latest?.userId ?? NOBODY_ID, followerUsername: latest?.username ?? "" },
    };
  }
  const excerpt = firstWords(row.body ?? "");
  return {
    ...common,
    type: "like",
    message: excerpt,
    data: {
      contentType: row.content_type ?? "post",
      contentId: row.subject_id,
      likerId: latest?.userId ?? NOBODY_ID,
      likerUsername: latest?.username ?? "",
      totalLikes: row.like_count ?? 0,
      excerpt,
    },
  };
}

function nameActors({ actors, actor_count: count }: NotificationRow): string {
  const [first, second] = actors.map((actor) => actor.displayName);
  if (first === undefined) return "Nobody";
  if (second === undefined || count < 2) return first;
  if (count === 2) return `${first} and ${second}`;
  const others = count - 2;
  return `${first}, ${second} and ${others} ${others === 1 ? "other" : "others"}`;
}
