"use client";
// Messages received over the connection and their outcomes, oldest first. `useKeepMessageLog` records them;
// nothing is kept before and after.
import { useEffect } from "react";
import { useStore } from "zustand";
import { type MessageLogEntry, openMessageLog } from "../../client/connection/message-log";
import { useHeartwire } from "../provider/heartwire-context";

export function useMessageLog(): readonly MessageLogEntry[] {
  const { messageLog } = useHeartwire();
  return useStore(messageLog, (view) => view.entries);
}

/** Written while mounted and wanted. */
export function useKeepMessageLog(isWanted: boolean): void {
  const { messageLog } = useHeartwire();
  useEffect(() => (isWanted ? openMessageLog(messageLog) : undefined), [messageLog, isWanted]);
}
