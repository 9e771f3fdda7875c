"use client";
// A page inside the room's frame could not be drawn; the frame stays.
import { SomethingBroke } from "@/components/layout/something-broke";

export default function RoomErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return <SomethingBroke error={error} retry={retry} />;
}
