"use client";
// Presses the server refused for good, also those kept from an earlier visit whose card is not on
// screen: a screen that listens here can say so visibly.
import type { DroppedPress } from "../../client/client-events";
import { useSignal } from "../provider/use-client-event";

export function useDroppedPresses(dropped: (press: DroppedPress) => void): void {
  useSignal("pressDropped", dropped);
}
