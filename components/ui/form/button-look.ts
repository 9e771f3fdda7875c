// How buttons look, as classes alone: for whatever draws one without bringing the router along.
import clsx from "clsx";

export type ButtonTone = "ink" | "outline" | "quiet" | "faint";
export type ButtonSize = "small" | "normal" | "large";

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
