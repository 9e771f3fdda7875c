"use client";
// A slot in a long list. Far from the viewport it keeps its height and unmounts its content, so that a long
// list costs only what is near. The focused element stays.
import { type ReactNode, useEffect, useRef, useState } from "react";
import { watchNearness } from "@/client/browser/in-view";

/** Begins awake: the height is taken from what stood in it. */
export function OffscreenSlot({ mayRest, children }: { mayRest: boolean; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [restHeight, setRestHeight] = useState<number | null>(null);

  useEffect(() => {
    const element = place.current;
    if (element === null || !mayRest) return;
    let isWatching = true;
    const stop = watchNearness(element, (isNear) => {
      if (!isWatching) return;
      if (isNear) setRestHeight(null);
      else if (!element.contains(document.activeElement)) {
        setRestHeight(element.getBoundingClientRect().height);
      }
    });
    return () => {
      isWatching = false;
      stop();
    };
  }, [mayRest]);

  const isResting = mayRest && restHeight !== null;
  return (
    <div ref={place} {...(isResting ? { style: { height: restHeight } } : {})}>
      {isResting ? null : children}
    </div>
  );
}
