// Tells a client exactly what differs from what it holds. Asked at every connect, wake-up and half
// minute, it is what makes every other message dispensable.
import type { SyncAnswer } from "@/protocol/events/sync-answer";
import type { SyncBody } from "@/protocol/http-requests";
import type { ViewerId } from "./context";
import type { EngagementReads } from "./engagement/engagement";
import type { Notifications } from "./notifications/notifications";

/** What sync reads through. */
type SyncReads = Pick<EngagementReads, "readEngagements" | "listRecentLikers"> &
  Pick<Notifications, "readInbox">;

/** Sync within one epoch. */
export function createSync(
  epoch: string,
  { readEngagements, listRecentLikers, readInbox }: SyncReads,
) {
  /**
   * Compares versions. With another epoch everything differs. What differs comes with its recent likers; what is
   * missing or hidden is named in `missing`, without telling which.
   */
  return async function sync(viewerId: ViewerId, body: SyncBody): Promise<SyncAnswer> {
    const asked = Object.keys(body.contents);
    const engagements = await readEngagements(viewerId, asked);
    const found = new Set(engagements.map((engagement) => engagement.contentId));
    const isOtherEpoch = body.epoch !== undefined && body.epoch !== epoch;
    const differing = engagements.filter(
      ({ contentId, version }) => isOtherEpoch || version !== body.contents[contentId],
    );
    const ids = differing.map((engagement) => engagement.contentId);
    const likersOf = await listRecentLikers(viewerId, ids);
    const answer: SyncAnswer = {
      epoch,
      contents: differing.map((engagement) => ({
        ...engagement,
        recentLikers: likersOf.get(engagement.contentId),
      })),
      missing: asked.filter((contentId) => !found.has(contentId)),
      inbox: null,
    };
    if (viewerId !== null) answer.inbox = await readInbox(viewerId);
    return answer;
  };
}
