"use client";
// A page outside the room's frame could not be drawn.
import { SomethingBroke } from "@/components/layout/something-broke";

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main>
      <SomethingBroke error={error} retry={retry} />
    </main>
  );
}
