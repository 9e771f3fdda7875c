"use client";
// Where hooks find the client's mind of this page.
import { createContext, useContext } from "react";
import type { HeartwireClient } from "../../client/heartwire-client";

export const HeartwireContext = createContext<HeartwireClient | null>(null);

export function useHeartwire(): HeartwireClient {
  const client = useContext(HeartwireContext);
  if (!client) throw new Error("This hook needs a <HeartwireProvider> above it.");
  return client;
}
