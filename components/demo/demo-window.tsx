"use client";
// Inside a frame of /demo, posts to the parent page when a heart was pressed and when a number was painted
// here. The times are shared by two windows of one machine. Outside a frame it posts nothing.
import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";

export interface DemoReport {
  source: "heartwire-demo";
  kind: "pressed" | "shown";
  contentId: string;
  likeCount: number;
  liked: boolean;
  /** Milliseconds since the epoch, with fractions. */
  atMs: number;
}

const OriginsContext = createContext<readonly string[]>([]);

/** Names the origins that may frame this window; none means reports are off. */
export function DemoWindow({
  origins,
  children,
}: {
  origins: readonly string[];
  children: ReactNode;
}) {
  return <OriginsContext value={origins}>{children}</OriginsContext>;
}

function post(origins: readonly string[], report: Omit<DemoReport, "source" | "atMs">): void {
  const message: DemoReport = {
    source: "heartwire-demo",
    ...report,
    atMs: performance.timeOrigin + performance.now(),
  };
  for (const origin of origins) window.parent.postMessage(message, origin);
}

/** Reports presses through the returned function and every later painted change by itself. */
export function useDemoReports(contentId: string, likeCount: number, liked: boolean) {
  const origins = useContext(OriginsContext);
  const isOn = origins.length > 0;
  const last = useRef({ likeCount, liked });

  useEffect(() => {
    const before = last.current;
    last.current = { likeCount, liked };
    if (!isOn || window.parent === window) return;
    if (before.likeCount === likeCount && before.liked === liked) return;
    const frame = requestAnimationFrame(() =>
      post(origins, { kind: "shown", contentId, likeCount, liked }),
    );
    return () => cancelAnimationFrame(frame);
  }, [isOn, origins, contentId, likeCount, liked]);

  return () => {
    if (!isOn || window.parent === window) return;
    post(origins, { kind: "pressed", contentId, likeCount, liked: !liked });
  };
}
