"use client";
// Shown when a page of (main) cannot be rendered; the frame stays.
import { SomethingBroke } from "@/components/layout/something-broke";

export default function RoomErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return <SomethingBroke error={error} retry={retry} />;
}
