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

  useLayoutEffect(() => {
    if (shown === value) return;
    if (Wheels !== null) return afterPaint(() => setShown(value));
    const here = wheels.now();
    // Put on before the paint, at the number they replace.
    if (here !== null) return setWheels(() => here);
    wheels.fetch();
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

/** Wheels measure every digit as they begin to roll: not in the frame that answers a press, but in the next. */
function afterPaint(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(run);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
