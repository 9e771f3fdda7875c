"use client";
// Presses the server refused for good, also those kept from an earlier visit whose card is not on
// screen: a screen that listens here can say so visibly.
import type { FailedLike } from "../../client/client-events";
import { useClientEvent } from "../provider/use-client-event";

export function useFailedLikes(dropped: (intent: FailedLike) => void): void {
  useClientEvent("likeFailed", dropped);
}
