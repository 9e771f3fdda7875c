"use client";
// Says what happened when the connection is not live, and what this means for one's likes. It floats where
// nothing is read: over the logo on a phone, at the lower edge on a desktop. So nothing on the page moves; a
// brief drop is not shown.
import clsx from "clsx";
import { CloudOff, LogOut, RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { useConnection, useConnectionState } from "@/hooks/connection/use-connection";
import { ButtonLink } from "../ui/form/button";
import { connectionText } from "./connection-text";

const QUIET_DROP_MS = 1_500;

/** Rendered once on every page. */
export function ConnectionBanner() {
  const state = useConnectionState();
  const [isLongDrop, setIsLongDrop] = useState(false);
  useEffect(() => {
    setIsLongDrop(false);
    if (state !== "reconnecting") return;
    const timer = setTimeout(() => setIsLongDrop(true), QUIET_DROP_MS);
    return () => clearTimeout(timer);
  }, [state]);

  const isWorthWords = connectionText(state, 0).banner !== null;
  const isShown = isWorthWords && (state !== "reconnecting" || isLongDrop);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-2 top-1 z-40 flex justify-center md:inset-x-5 md:top-auto md:bottom-5 md:justify-end"
      data-line={state}
    >
      {isShown ? <BannerText /> : null}
    </div>
  );
}

function BannerText() {
  const { state, storedIntents } = useConnection();
  const Icon = state === "offline" ? CloudOff : state === "ended" ? LogOut : RefreshCw;
  return (
    <p className="pointer-events-auto flex min-h-12 animate-rise items-center gap-3 rounded-row bg-ink px-4 py-1.5 font-medium text-[14px] text-paper leading-[18px] shadow-lift md:text-[15px] md:leading-5">
      <Icon
        size={18}
        aria-hidden="true"
        className={clsx("shrink-0", state === "reconnecting" && "animate-shimmer")}
      />
      <span className="text-balance">{connectionText(state, storedIntents).banner}</span>
      {state === "ended" ? (
        <ButtonLink href="/sign-in" size="small" tone="outline">
          Sign in
        </ButtonLink>
      ) : null}
    </p>
  );
}
