"use client";
// What came over the line and what became of it, for a debug drawer. Recording runs while it is mounted.
import { useEffect } from "react";
import { useStore } from "zustand";
import { useHeartwire } from "./heartwire-context";
import { type JournalEntry, openJournal } from "./line-journal";

export function useLineJournal(): readonly JournalEntry[] {
  const { journal } = useHeartwire();
  useEffect(() => openJournal(journal), [journal]);
  return useStore(journal, (view) => view.entries);
}
