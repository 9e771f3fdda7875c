// The logo: a pulse line that ends in a heart, alone or with the wordmark.
import clsx from "clsx";
import { HEART_PATH } from "./heart-shape";

/** The sign alone; decorative, so anyone who uses it names the link or heading around it. */
export function Logo({ className }: { className?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 44 24"
      width="44"
      height="24"
      fill="none"
      aria-hidden="true"
      focusable="false"
      className={clsx("shrink-0", className)}
    >
      <path
        d="M1.5 13h9l3.3-8 4.8 14 3.4-8.5 1.8 2.5h3.5"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d={HEART_PATH} className="fill-heart" transform="translate(25.5 3.3) scale(.76)" />
    </svg>
  );
}

/** Sign and wordmark on one line. */
export function Wordmark({ className }: { className?: string | undefined }) {
  return (
    <span className={clsx("inline-flex items-center gap-2.5", className)}>
      <Logo />
      <span className="font-display text-[22px] leading-7 font-bold tracking-[-0.02em]">
        heartwire
      </span>
    </span>
  );
}
