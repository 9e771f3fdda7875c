"use client";
// Everything there is to know of the line, for whoever looks under the floor: the debug drawer.
import { useStore } from "zustand";
import { useHeartwire } from "./heartwire-context";
import type { LineView } from "./line-store";

/** `epoch` is that of the last render: a change of it comes with a change of the line. */
export function useLineDetails(): LineView & { epoch: string | null } {
  const { lineStore, engagement } = useHeartwire();
  return { ...useStore(lineStore), epoch: engagement.epoch };
}
