// An empty list: says so, and offers the one thing to do about it.
import type { ReactNode } from "react";

interface EmptyStateProps {
  title: string;
  children: ReactNode;
  /** One or two buttons. */
  action?: ReactNode;
  /** A small drawing above the title; the flat pulse line when left out. */
  picture?: ReactNode;
}

/** A flat pulse line: nothing has happened here yet. */
function FlatLine() {
  return (
    <svg viewBox="0 0 160 40" width="160" height="40" fill="none" aria-hidden="true">
      <path d="M2 24h156" stroke="var(--line)" strokeWidth="2" strokeLinecap="round" />
      <path
        d="M2 24h52l8-16 12 28 9-18 4 6h16"
        stroke="var(--soft)"
        strokeWidth="2.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="103" cy="24" r="4" fill="var(--soft)" />
    </svg>
  );
}

/** Centres the drawing, the title, the sentence and what to do. */
export function EmptyState({ title, children, action, picture }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      {picture ?? <FlatLine />}
      <h2 className="mt-6 font-bold text-[22px] leading-7 tracking-[-0.01em]">{title}</h2>
      <p className="mt-2 max-w-[38ch] text-balance text-soft">{children}</p>
      {action === undefined ? null : (
        <div className="mt-6 flex flex-wrap justify-center gap-3">{action}</div>
      )}
    </div>
  );
}
