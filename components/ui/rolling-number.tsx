"use client";
// A count that rolls digit by digit in the direction it moves. At rest it is plain text; while it rolls, each
// changing digit slides by transform alone. So a roll needs no layout between its first frame and its last.
// Its owner announces it.
import clsx from "clsx";
import { useState } from "react";
import { writeCount } from "./format";
import { planRoll } from "./rolling-places";

/** Shows `value` with tabular figures; begins to roll in the frame that brings another value. */
export function RollingNumber({
  value,
  className,
}: {
  value: number;
  className?: string | undefined;
}) {
  const [{ from, to }, setRoll] = useState({ from: value, to: value });
  // During render, so that the first frame of the roll is the frame of the change.
  if (to !== value) setRoll({ from: to, to: value });

  const look = clsx("inline-block tabular-nums", className);
  if (from === to) {
    return (
      <span aria-hidden="true" className={look}>
        {writeCount(to)}
      </span>
    );
  }
  return (
    <data
      key={`${from} ${to}`}
      value={to}
      aria-hidden="true"
      className={clsx(look, "relative")}
      onAnimationEnd={() => setRoll({ from: to, to })}
    >
      <Wheels from={from} to={to} />
    </data>
  );
}

/** What changes the number of signs also slides them: the digits that stay begin where they stood. */
function Wheels({ from, to }: { from: number; to: number }) {
  const { places, leaving, shrunkBy } = planRoll(from, to);
  return (
    <span
      className={clsx("relative inline-block whitespace-nowrap", shrunkBy !== 0 && "animate-shift")}
      style={{ "--shift": `${shrunkBy}ch` }}
    >
      {leaving === "" ? null : <span className="absolute right-full animate-leave">{leaving}</span>}
      {places.map(({ place, sign, passing }) =>
        passing.length === 0 ? (
          sign
        ) : (
          <Wheel key={place} sign={sign} passing={passing} isRising={to > from} />
        ),
      )}
    </span>
  );
}

/**
 * The last digit is in the text line; those it passes are above or below, and fade. Cut straight at the edges
 * of the line: a soft mask is drawn again on every frame.
 */
function Wheel({
  sign,
  passing,
  isRising,
}: {
  sign: string;
  passing: string[];
  isRising: boolean;
}) {
  const way = isRising ? passing.length : -passing.length;
  return (
    <span className="inline-block overflow-clip" data-wheel="">
      <span className="relative inline-block animate-roll" style={{ "--way": `${way}lh` }}>
        <span
          className={clsx(
            "absolute left-0 animate-leave whitespace-pre",
            isRising ? "bottom-full" : "top-full",
          )}
        >
          {(isRising ? passing : passing.toReversed()).join("\n")}
        </span>
        {sign}
      </span>
    </span>
  );
}
