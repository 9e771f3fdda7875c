"use client";
// Shown when a page outside (main) cannot be rendered.
import { SomethingBroke } from "@/components/layout/something-broke";

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main>
      <SomethingBroke error={error} retry={retry} />
    </main>
  );
}
