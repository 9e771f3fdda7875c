"use client";
// The heading of a page below home, with the way back.
import { ArrowLeft } from "lucide-react";
import { useRouter } from "next/navigation";
import { ConnectionBadge } from "../connection/connection-badge";

interface PageHeadProps {
  title: string;
  /** The page's one h1. */
  isLevelOne?: boolean;
}

/** Back leads to where one came from, or home when one came from outside. */
export function PageHead({ title, isLevelOne = false }: PageHeadProps) {
  const router = useRouter();
  const Heading = isLevelOne ? "h1" : "h2";
  const goBack = () => {
    if (cameFromHere()) router.back();
    else router.push("/");
  };
  return (
    <div className="mb-4 flex min-h-12 items-center gap-2 px-1">
      <button
        type="button"
        onClick={goBack}
        aria-label="Back"
        className="tap -ml-3 grid place-items-center rounded-full text-soft hover:bg-faint hover:text-ink"
      >
        <ArrowLeft size={21} aria-hidden="true" />
      </button>
      <Heading className="flex-1 font-semibold text-[22px] leading-8 tracking-[-0.01em]">
        {title}
      </Heading>
      <ConnectionBadge />
    </div>
  );
}

/** Browsers before 2026 only give the number of pages, ours and others'. */
function cameFromHere(): boolean {
  return window.navigation?.canGoBack ?? window.history.length > 2;
}
