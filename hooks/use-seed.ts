"use client";
// Brings server-rendered contents into the engagement store before their cards render, on the server
// too. Readers already on screen hear of it after the commit.
import { useLayoutEffect, useRef } from "react";
import type { Content } from "@/protocol/views";
import { useHeartwire } from "./heartwire-context";

export function useSeed(contents: readonly Content[] | undefined): void {
  const client = useHeartwire();
  const seeded = useRef<readonly Content[] | undefined>(undefined);
  if (contents && seeded.current !== contents) {
    seeded.current = contents;
    client.seed(contents);
  }
  useLayoutEffect(() => client.engagement.announceSeeds(), [client]);
}
