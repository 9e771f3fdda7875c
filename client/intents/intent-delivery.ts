// Sends one like intent over the open way, socket or HTTP; its number makes a change of way harmless. Accepts
// only what was committed in the epoch it was asked in.
import type { ViewerEngagement } from "@/protocol/views";
import type { EngagementStore } from "../engagement/engagement-store";
import { unanswered, unreadable } from "../errors";
import { viewerEngagementCheck } from "../http/answer-checks";
import type { SchemaSource } from "../http/lazy-schemas";
import type { Request } from "../http/request";
import type { LikeIntent } from "./intent-storage";

export interface IntentDeliveryOptions {
  engagement: EngagementStore;
  request: Request;
  schemas: SchemaSource;
  isLive(): boolean;
  askOverSocket(intent: LikeIntent): Promise<unknown>;
  /** Before anything is made of it. */
  answered(way: string, answer: ViewerEngagement): void;
}

/** The returned function rejects with TIMEOUT when the answer came from an epoch that is over. */
export function createIntentDelivery(
  options: IntentDeliveryOptions,
): (intent: LikeIntent) => Promise<ViewerEngagement> {
  const { engagement } = options;
  return async (intent) => {
    const askedInEpoch = engagement.epoch;
    const answer = await overOpenWay(options, intent);
    // Committed in an earlier epoch: whether it holds in this one has to be asked again.
    if (askedInEpoch !== engagement.epoch) throw unanswered();
    return answer;
  };
}

async function overOpenWay(
  { request, schemas, isLive, askOverSocket, answered }: IntentDeliveryOptions,
  intent: LikeIntent,
): Promise<ViewerEngagement> {
  if (isLive()) {
    const answer = readAnswer(schemas, await askOverSocket(intent));
    answered("like:set", answer);
    return answer;
  }
  const { contentId, liked, deviceId, seq } = intent;
  const answer = await request(viewerEngagementCheck, `/api/content/${contentId}/like`, {
    method: "PUT",
    body: { liked, deviceId, seq },
  });
  answered("PUT like", answer);
  return answer;
}

function readAnswer(schemas: SchemaSource, answer: unknown): ViewerEngagement {
  try {
    return viewerEngagementCheck(schemas.now()).parse(answer);
  } catch (error) {
    throw unreadable(error);
  }
}
