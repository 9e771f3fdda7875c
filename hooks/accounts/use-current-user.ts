"use client";
// Who is signed in on this page; null for a visitor.
import type { Person } from "@/protocol/views";
import { useHeartwire } from "../provider/heartwire-context";

export function useCurrentUser(): Person | null {
  return useHeartwire().viewer;
}
