"use client";
// The heart of one content: what it shows, and liking it. A like intent changes what is shown before it
// returns; its outcome shows as isSlow or failure.
import { useMemo } from "react";
import type { ErrorView } from "@/protocol/errors";
import type { ContentRef } from "@/protocol/ids";
import type { IntentStatus } from "../../client/intents/intent-status";
import { useHeartwire } from "../provider/heartwire-context";
import { useKeyedValue } from "../provider/use-keyed-value";
import { useShownLikes } from "./use-engagement";

export interface LikeControl {
  liked: boolean;
  likeCount: number;
  /** The answer has been out for more than 400 ms. */
  isSlow: boolean;
  failure: ErrorView | null;
  /** Moves once per failure: a key for the shake. */
  failureCount: number;
  press(): void;
  set(liked: boolean): void;
}

export function useLike({ contentId, contentType }: ContentRef): LikeControl {
  const client = useHeartwire();
  const { liked, likeCount } = useShownLikes(contentId);
  const status = useKeyedValue(client.statuses, contentId, whole);
  const actions = useMemo(() => {
    const content = { contentId, contentType };
    return {
      press: () => void client.toggle(content),
      set: (wanted: boolean) => void client.setLike(content, wanted),
    };
  }, [client, contentId, contentType]);
  return { liked, likeCount, ...status, ...actions };
}

function whole(status: IntentStatus): IntentStatus {
  return status;
}
