"use client";
// Where the debug drawer appears once it is asked for. Its code is fetched then; what comes over the line
// is written down from the first moment, so that a page opened with `?debug` tells of its own beginning.
import { useEffect, useSyncExternalStore } from "react";
import { useKeepMessageLog } from "@/hooks/connection/use-message-log";
import { lazyCode } from "../ui/lazy-code";
import { LazyView, sayMissing } from "../ui/lazy-view";
import { isDebugOpen, setDebug, subscribeToDebug } from "./debug-switch";

const drawer = lazyCode(async () => (await import("./debug-drawer")).DebugDrawer);

/** Stands once in the document. */
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
