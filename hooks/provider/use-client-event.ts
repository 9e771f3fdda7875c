"use client";
// Listens to a client event while mounted. The listener may change between renders; the newest is called.
import { useEffect, useRef } from "react";
import type { ClientEventMap } from "../../client/client-events";
import { useHeartwire } from "./heartwire-context";

export function useClientEvent<Name extends keyof ClientEventMap>(
  name: Name,
  listener: (payload: ClientEventMap[Name]) => void,
): void {
  const { events } = useHeartwire();
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(() => events.on(name, (payload) => newest.current(payload)), [events, name]);
}
