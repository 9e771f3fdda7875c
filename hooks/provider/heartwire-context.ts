"use client";
// The React context that holds this page's client.
import { createContext, useContext } from "react";
import type { HeartwireClient } from "../../client/heartwire-client";

export const HeartwireContext = createContext<HeartwireClient | null>(null);

export function useHeartwire(): HeartwireClient {
  const client = useContext(HeartwireContext);
  if (!client) throw new Error("This hook needs a <HeartwireProvider> above it.");
  return client;
}
