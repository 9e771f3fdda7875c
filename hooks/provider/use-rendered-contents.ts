"use client";
// Brings server-rendered contents into the engagement store before their cards render, on the server too.
// Readers on screen are notified after the commit. Readers of a gone content are notified when it is first
// rendered again.
import { useEffect, useLayoutEffect, useRef } from "react";
import type { Content } from "@/protocol/views";
import { useHeartwire } from "./heartwire-context";

/** By back and forward they come again, and are not new. */
const seen = new WeakSet<readonly Content[]>();

export function useRenderedContents(contents: readonly Content[] | undefined): void {
  const client = useHeartwire();
  const seeded = useRef<readonly Content[] | undefined>(undefined);
  if (contents && seeded.current !== contents) {
    seeded.current = contents;
    client.seed(contents);
  }
  useLayoutEffect(() => client.engagement.announceSeeds(), [client]);
  useEffect(() => {
    if (!contents || seen.has(contents)) return;
    seen.add(contents);
    client.shownAgain(contents);
  }, [client, contents]);
}
