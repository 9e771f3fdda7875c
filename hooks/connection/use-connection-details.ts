"use client";
// Everything there is to know of the line, for whoever looks under the floor: the debug drawer.
import { useStore } from "zustand";
import type { ConnectionView } from "../../client/connection/connection-store";
import { useHeartwire } from "../provider/heartwire-context";

/** `epoch` is that of the last render: a change of it comes with a change of the line. */
export function useConnectionDetails(): ConnectionView & { epoch: string | null } {
  const { connectionStore, engagement } = useHeartwire();
  return { ...useStore(connectionStore), epoch: engagement.epoch };
}
