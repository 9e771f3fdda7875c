"use client";
// Another database stands behind the same address: pages the server rendered from the old one are read anew.
import { useRouter } from "next/navigation";
import { useEpochChange } from "@/hooks/connection/use-epoch-change";

/** Renders nothing; stands once in the document. */
export function EpochRefresh() {
  const router = useRouter();
  useEpochChange(() => router.refresh());
  return null;
}
