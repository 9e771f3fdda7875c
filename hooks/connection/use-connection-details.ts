"use client";
// Everything known of the connection, for the debug drawer.
import { useStore } from "zustand";
import type { ConnectionView } from "../../client/connection/connection-store";
import { useHeartwire } from "../provider/heartwire-context";

/** `epoch` is that of the last render: a change of it comes with a change of the connection. */
export function useConnectionDetails(): ConnectionView & { epoch: string | null } {
  const { connectionStore, engagement } = useHeartwire();
  return { ...useStore(connectionStore), epoch: engagement.epoch };
}
