"use client";
// A guard for whatever makes something: a second press comes before the first one is drawn, so that a
// disabled button does not stop it.
import { useRef } from "react";

/** The same function, whose calls made while one is under way answer with that one. */
export function useSingleFlight<Args extends unknown[], Result>(
  send: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  const underWay = useRef<Promise<Result> | null>(null);
  return (...args) => {
    underWay.current ??= send(...args).finally(() => {
      underWay.current = null;
    });
    return underWay.current;
  };
}
