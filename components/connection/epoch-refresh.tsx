"use client";
// Reads pages again that the server rendered from an earlier database.
import { useRouter } from "next/navigation";
import { useEpochChange } from "@/hooks/connection/use-epoch-change";

/** Renders nothing; mounted once in the document. */
export function EpochRefresh() {
  const router = useRouter();
  useEpochChange(() => router.refresh());
  return null;
}
