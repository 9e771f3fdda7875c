// Buttons and links that look like buttons: filled for the main action, outlined for others, quiet inside
// lists. Never in the heart colour, which belongs to hearts.
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonSize, type ButtonTone, buttonClass } from "./button-look";

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
