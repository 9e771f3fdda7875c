"use client";
// A count that rolls digit by digit in the direction it moves. It begins as plain digits, right before any
// script has run; the wheels are fetched when somebody reaches for it or when it first moves. A move never
// waits for them: what came before the wheels is shown plainly. What is announced is its owner's concern.
import clsx from "clsx";
import { useLayoutEffect, useState } from "react";
import { lateCode } from "./late-code";

const wheels = lateCode(async () => (await import("@number-flow/react")).default);

/** Somebody is about to move a number. */
export const fetchWheels = wheels.fetch;

/** Shows `value` with tabular figures. */
export function RollingNumber({
  value,
  className,
}: {
  value: number;
  className?: string | undefined;
}) {
  const [shown, setShown] = useState(value);
  const [Wheels, setWheels] = useState<ReturnType<typeof wheels.now>>(null);

  // All of it before the paint: wheels are put on at the number they replace, then they roll.
  useLayoutEffect(() => {
    if (shown === value) return;
    const here = wheels.now();
    if (Wheels === null && here !== null) {
      setWheels(() => here);
      return;
    }
    if (here === null) wheels.fetch();
    setShown(value);
  }, [value, shown, Wheels]);

  if (Wheels === null) {
    return (
      <span aria-hidden="true" className={clsx("rolling-plain", className)}>
        {shown.toLocaleString("en")}
      </span>
    );
  }
  return (
    <Wheels
      value={shown}
      locales="en"
      aria-hidden="true"
      willChange={false}
      className={className ?? ""}
    />
  );
}
