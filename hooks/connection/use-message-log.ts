"use client";
// What came over the line and what became of it, oldest first. `useKeepJournal` has it written; nothing
// is kept before and after.
import { useEffect } from "react";
import { useStore } from "zustand";
import { type JournalEntry, openJournal } from "../../client/connection/message-log";
import { useHeartwire } from "../provider/heartwire-context";

export function useLineJournal(): readonly JournalEntry[] {
  const { journal } = useHeartwire();
  return useStore(journal, (view) => view.entries);
}

/** Written while mounted and wanted. */
export function useKeepJournal(isWanted: boolean): void {
  const { journal } = useHeartwire();
  useEffect(() => (isWanted ? openJournal(journal) : undefined), [journal, isWanted]);
}
