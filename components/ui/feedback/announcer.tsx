"use client";
// The page's one live region for screen readers. Any component may offer a sentence; at most one is announced
// every five seconds, the latest.
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from "react";
import { createAnnouncementThrottle } from "./announcement-throttle";

const AnnounceContext = createContext<(text: string) => void>(() => {});

/** Offers a sentence to the polite voice. */
export function useAnnounce(): (text: string) => void {
  return useContext(AnnounceContext);
}

/** Holds the live region and paces it. */
export function Announcer({ children }: { children: ReactNode }) {
  const [spoken, setSpoken] = useState("");
  const pace = useRef(createAnnouncementThrottle());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const announce = useCallback((text: string) => {
    const now = pace.current.offer(text, Date.now());
    if (now !== null) {
      setSpoken(now);
      return;
    }
    const dueAtMs = pace.current.dueAtMs();
    if (dueAtMs === null) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const due = pace.current.take(Date.now());
      if (due !== null) setSpoken(due);
    }, dueAtMs - Date.now());
  }, []);

  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <AnnounceContext value={announce}>
      {children}
      <p role="status" aria-live="polite" className="sr-only">
        {spoken}
      </p>
    </AnnounceContext>
  );
}
