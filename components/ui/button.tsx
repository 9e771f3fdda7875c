// Buttons and links that look like buttons: ink on paper for the one main act, outlined for the
// others, quiet inside lists. Never in the heart colour, which belongs to hearts.
import clsx from "clsx";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";

type ButtonTone = "ink" | "outline" | "quiet" | "faint";
type ButtonSize = "small" | "normal" | "large";

const TONES: Record<ButtonTone, string> = {
  ink: "bg-ink text-paper hover:opacity-90 disabled:bg-faint disabled:text-soft disabled:opacity-100",
  outline: "border border-line bg-card text-ink hover:bg-faint disabled:text-soft",
  quiet: "text-soft hover:bg-faint hover:text-ink disabled:text-soft",
  faint: "bg-faint text-ink hover:brightness-97 disabled:text-soft dark:hover:brightness-115",
};

const SIZES: Record<ButtonSize, string> = {
  small: "h-9 px-3.5 text-[14px] rounded-[11px] tap-around",
  normal: "h-11 px-4.5 text-[15px] rounded-control",
  large: "h-13 px-6 text-[16px] rounded-row",
};

/** The classes of a button, for elements this file does not render. */
export function buttonClass(
  tone: ButtonTone = "ink",
  size: ButtonSize = "normal",
  className?: string,
): string {
  return clsx(
    "inline-flex select-none items-center justify-center gap-2 whitespace-nowrap font-semibold",
    "transition-[background-color,opacity,scale,filter] duration-150 active:scale-[0.98] disabled:active:scale-100",
    TONES[tone],
    SIZES[size],
    className,
  );
}

interface Look {
  tone?: ButtonTone | undefined;
  size?: ButtonSize | undefined;
}

/** A plain button; `type="button"` unless said otherwise. */
export function Button({
  tone,
  size,
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & Look) {
  return <button type={type} className={buttonClass(tone, size, className)} {...rest} />;
}

/** A link that looks like a button. */
export function ButtonLink({
  tone,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & Look & { children: ReactNode }) {
  return <Link className={buttonClass(tone, size, className)} {...rest} />;
}
