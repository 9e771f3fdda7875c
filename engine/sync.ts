// Tells a client exactly what differs from what it holds. Asked at every connect, wake-up and half
// minute, it is what makes every other message dispensable.
import type { SyncAnswer } from "@/protocol/events";
import type { SyncBody } from "@/protocol/http-requests";
import type { EngineContext, ViewerId } from "./context";
import { listRecentLikers, readEngagements } from "./engagement/engagement";
import { readInbox } from "./notifications/notifications";

/**
 * Compares versions. With another epoch everything differs. What differs comes with its recent likers; what is
 * missing or hidden is named in `missing`, without telling which.
 */
export async function sync(
  context: EngineContext,
  epoch: string,
  viewerId: ViewerId,
  body: SyncBody,
): Promise<SyncAnswer> {
  const asked = Object.keys(body.contents);
  const engagements = await readEngagements(context, viewerId, asked);
  const found = new Set(engagements.map((engagement) => engagement.contentId));
  const isOtherEpoch = body.epoch !== undefined && body.epoch !== epoch;
  const differing = engagements.filter(
    ({ contentId, version }) => isOtherEpoch || version !== body.contents[contentId],
  );
  const ids = differing.map((engagement) => engagement.contentId);
  const likersOf = await listRecentLikers(context, viewerId, ids);
  const answer: SyncAnswer = {
    epoch,
    contents: differing.map((engagement) => ({
      ...engagement,
      recentLikers: likersOf.get(engagement.contentId),
    })),
    missing: asked.filter((contentId) => !found.has(contentId)),
    inbox: null,
  };
  if (viewerId !== null) answer.inbox = await readInbox(context, viewerId);
  return answer;
}
