"use client";
// The small badge beside the tabs: is this page live right now?
import clsx from "clsx";
import { useConnectionState } from "@/hooks/connection/use-connection";
import { connectionText } from "./connection-text";

/** A dot and one word. */
export function ConnectionBadge() {
  const state = useConnectionState();
  const { short, isLive } = connectionText(state, 0);
  return (
    <span className="inline-flex items-center gap-2 text-[14px] text-soft">
      <span
        aria-hidden="true"
        className={clsx(
          "size-2.5 rounded-full ring-3",
          isLive ? "bg-live ring-live/20" : "animate-shimmer bg-soft ring-soft/20",
        )}
      />
      {state === "connecting" ? <Unsaid words={short} /> : short}
    </span>
  );
}

/** The first moments of a page: room for "Live" and nothing to read yet, so that nothing moves. */
function Unsaid({ words }: { words: string }) {
  return (
    <>
      <span aria-hidden="true" className="invisible">
        Live
      </span>
      <span className="sr-only">{words}</span>
    </>
  );
}
