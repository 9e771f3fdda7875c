"use client";
// A count that rolls digit by digit in the direction it moves. The first number is in the HTML, so
// it reads right before any script has run; what is announced is its owner's concern.
import NumberFlow from "@number-flow/react";

/** Shows `value` with tabular figures. */
export function RollingNumber({
  value,
  className,
}: {
  value: number;
  className?: string | undefined;
}) {
  return (
    <NumberFlow
      value={value}
      locales="en"
      aria-hidden="true"
      willChange={false}
      className={className ?? ""}
    />
  );
}
