"use client";
// Like intents the server refused for good, also those of an earlier visit whose card is not on screen. A
// screen that listens here can show them.
import type { FailedLike } from "../../client/client-events";
import { useClientEvent } from "../provider/use-client-event";

export function useFailedLikes(dropped: (intent: FailedLike) => void): void {
  useClientEvent("likeFailed", dropped);
}
