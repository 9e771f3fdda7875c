"use client";
// Presses the server refused for good, also those kept from an earlier visit whose card is not on
// screen: a screen that listens here can say so visibly.
import type { DroppedPress } from "./signals";
import { useSignal } from "./use-signal";

export function useDroppedPresses(dropped: (press: DroppedPress) => void): void {
  useSignal("pressDropped", dropped);
}
