"use client";
// Reports when the server has another database than before: what was rendered from the old one is out of
// date.
import { useClientEvent } from "../provider/use-client-event";

export function useEpochChange(onChange: (epoch: string) => void): void {
  useClientEvent("epochChanged", onChange);
}
