"use client";
// Listens to something said once while mounted. The listener may change between renders; the newest
// is called.
import { useEffect, useRef } from "react";
import type { SignalMap } from "../../client/client-events";
import { useHeartwire } from "./heartwire-context";

export function useSignal<Name extends keyof SignalMap>(
  name: Name,
  listener: (payload: SignalMap[Name]) => void,
): void {
  const { signals } = useHeartwire();
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(() => signals.on(name, (payload) => newest.current(payload)), [signals, name]);
}
