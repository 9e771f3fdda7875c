"use client";
// Receives the reports of the two demo windows and measures like latency. Reports of other origins are
// ignored.
import { useEffect, useRef, useState } from "react";
import { createLatencyClock, isDemoReport, type LikeLatency } from "./like-latency";

/** Origins must stay the same for the life of the page. */
export function useLikeLatency(origins: readonly string[]): LikeLatency {
  const clock = useRef(createLatencyClock());
  const [times, setTimes] = useState<LikeLatency>(() => createLatencyClock().read());
  const known = origins.join(" ");
  useEffect(() => {
    const allowed = new Set(known.split(" "));
    const onMessage = (event: MessageEvent<unknown>) => {
      if (!allowed.has(event.origin) || !isDemoReport(event.data)) return;
      if (clock.current.take(event.origin, event.data)) setTimes(clock.current.read());
    };
    window.addEventListener("message", onMessage);
    return () => window.removeEventListener("message", onMessage);
  }, [known]);
  return times;
}
