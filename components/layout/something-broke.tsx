"use client";
// The designed error page: what happened, what to do, and the number that finds it in the log.
import { buttonClass } from "../ui/form/button-look";

interface SomethingBrokeProps {
  error: unknown;
  retry: () => void;
}

function digestOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("digest" in error)) return null;
  return typeof error.digest === "string" ? error.digest : null;
}

/** Shown wherever a page could not be rendered. */
export function SomethingBroke({ error, retry }: SomethingBrokeProps) {
  const digest = digestOf(error);
  return (
    <div
      role="alert"
      className="flex min-h-[70dvh] flex-col items-center justify-center px-6 text-center"
    >
      <svg viewBox="0 0 420 120" fill="none" aria-hidden="true" className="w-full max-w-105">
        <path
          d="M4 64h70l14-40 18 80 20-92 22 96 18-70 14 44 12-30 10 12h30"
          stroke="currentColor"
          strokeWidth="4"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        <path
          d="M262 64h154"
          stroke="var(--line)"
          strokeWidth="4"
          strokeLinecap="round"
          strokeDasharray="1 12"
        />
      </svg>
      <h1 className="mt-8 font-bold text-[34px] leading-10 tracking-[-0.025em]">
        Something went wrong
      </h1>
      <p className="mt-2 max-w-[42ch] text-balance text-[17px] text-soft leading-[26px]">
        Something broke on our side and this page could not be drawn. Your likes and posts are safe.
        Try again in a moment.
      </p>
      <div className="mt-7 flex flex-wrap justify-center gap-3">
        <button type="button" onClick={retry} className={buttonClass()}>
          Try again
        </button>
        {/* A plain link: after a break the page is loaded again, and no router has to work for it. */}
        <a href="/" className={buttonClass("outline")}>
          Go home
        </a>
      </div>
      {digest === null ? null : (
        <p className="mt-6 text-[14px] text-soft">
          For the operator of this server: <code className="select-all">{digest}</code>
        </p>
      )}
    </div>
  );
}
