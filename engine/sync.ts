// Tells a client exactly what differs from what it holds. Asked at every connect, wake-up and half
// minute, it is what makes every other message dispensable.
import type { SyncAnswer } from "@/protocol/events";
import type { SyncBody } from "@/protocol/requests";
import type { EngineContext, ViewerId } from "./context";
import { readEngagements } from "./engagement";
import { readInbox } from "./notifications";

/**
 * Compares versions. With another epoch everything differs. What is missing or hidden is named in
 * `missing`, without telling which.
 */
export async function sync(
  context: EngineContext,
  epoch: string,
  viewerId: ViewerId,
  body: SyncBody,
): Promise<SyncAnswer> {
  const asked = Object.entries(body.contents);
  const engagements = await readEngagements(
    context,
    viewerId,
    asked.map(([contentId]) => contentId),
  );
  const found = new Map(engagements.map((engagement) => [engagement.contentId, engagement]));
  const isOtherEpoch = body.epoch !== undefined && body.epoch !== epoch;
  const answer: SyncAnswer = { epoch, contents: [], missing: [], inbox: null };
  for (const [contentId, version] of asked) {
    const engagement = found.get(contentId);
    if (!engagement) answer.missing.push(contentId);
    else if (isOtherEpoch || engagement.version !== version) answer.contents.push(engagement);
  }
  if (viewerId !== null) answer.inbox = await readInbox(context, viewerId);
  return answer;
}
