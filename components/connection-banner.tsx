"use client";
// Tells the truth about the line when it is not live: what happened and what becomes of one's likes.
// It floats, so that nothing on the page moves when it comes or goes; a drop of a moment is not shown.
import { CloudOff, LogOut, RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { useLine } from "@/hooks/use-line";
import { wordLine } from "./line-words";
import { ButtonLink } from "./ui/button";

const QUIET_DROP_MS = 1_500;

/** Stands once on every page. */
export function ConnectionBanner() {
  const { state, keptPresses } = useLine();
  const [isLongDrop, setIsLongDrop] = useState(false);
  useEffect(() => {
    setIsLongDrop(false);
    if (state !== "reconnecting") return;
    const timer = setTimeout(() => setIsLongDrop(true), QUIET_DROP_MS);
    return () => clearTimeout(timer);
  }, [state]);

  const { banner } = wordLine(state, keptPresses);
  const isShown = banner !== null && (state !== "reconnecting" || isLongDrop);
  const Icon = state === "offline" ? CloudOff : state === "ended" ? LogOut : RefreshCw;
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-3 top-3 z-40 flex justify-center"
      data-line={state}
    >
      {isShown ? (
        <p className="pointer-events-auto flex animate-rise items-center gap-3 rounded-row bg-ink py-2.5 pr-4 pl-4 font-medium text-[15px] text-paper leading-5 shadow-lift">
          <Icon
            size={18}
            aria-hidden="true"
            className={state === "reconnecting" ? "animate-shimmer" : ""}
          />
          {banner}
          {state === "ended" ? (
            <ButtonLink href="/sign-in" size="small" tone="outline">
              Sign in
            </ButtonLink>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}
