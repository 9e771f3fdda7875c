"use client";
// Tells when the server speaks of another database than before: whatever was rendered from the old one
// is only a picture.
import { useClientEvent } from "../provider/use-client-event";

export function useEpochChange(onChange: (epoch: string) => void): void {
  useClientEvent("epochChanged", onChange);
}
