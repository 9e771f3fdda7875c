"use client";
// Ties a content's room to an element: joined while it is in view, left after it is gone for a moment.
import { useCallback, useEffect, useRef } from "react";
import type { ContentRef } from "@/protocol/ids";
import { watchElement } from "../../client/browser/in-view";
import { useHeartwire } from "../provider/heartwire-context";

export function useWatchedRoom({
  contentId,
  contentType,
}: ContentRef): (element: HTMLElement | null) => void {
  const { rooms } = useHeartwire();
  const stop = useRef<(() => void) | null>(null);

  useEffect(() => () => stop.current?.(), []);

  return useCallback(
    (element: HTMLElement | null) => {
      stop.current?.();
      stop.current = null;
      if (!element) return;
      let lookAway: (() => void) | null = null;
      stop.current = watchElement(element, (isInView) => {
        if (isInView) lookAway ??= rooms.see({ contentId, contentType });
        else lookAway = lookAway?.() ?? null;
      });
    },
    [rooms, contentId, contentType],
  );
}
