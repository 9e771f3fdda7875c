"use client";
// Mounts the debug drawer on request and fetches its code then. Messages are logged from the first moment, so
// that a page opened with `?debug` shows its own beginning.
import { useEffect, useSyncExternalStore } from "react";
import { lazyCode } from "@/client/lazy-code";
import { useKeepMessageLog } from "@/hooks/connection/use-message-log";
import { LazyView, sayMissing } from "../ui/lazy-view";
import { isDebugOpen, setDebug, subscribeToDebug } from "./debug-switch";

const drawer = lazyCode(async () => (await import("./debug-drawer")).DebugDrawer);

/** Mounted once in the document. */
export function DebugMount() {
  const isOpen = useSyncExternalStore(subscribeToDebug, isDebugOpen, () => false);
  useKeepMessageLog(isOpen);
  useEffect(() => {
    if (new URLSearchParams(location.search).has("debug")) setDebug(true);
  }, []);
  const close = () => setDebug(false);
  const giveUp = () => {
    close();
    sayMissing();
  };
  return isOpen ? <LazyView part={drawer} with={{ close }} onMissing={giveUp} /> : null;
}
