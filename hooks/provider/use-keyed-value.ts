"use client";
// Reads one key of a keyed store: the component renders again only when the selected value changed.
import { useCallback, useSyncExternalStore } from "react";

export interface KeyedSource<Value> {
  subscribe(key: string, listener: () => void): () => void;
  read(key: string): Value;
  /** What the server's markup was made from, when that differs from now. */
  readRendered?(key: string): Value;
}

/** `select` must answer equal values for equal input: a number, a boolean, or an object of the store. */
export function useKeyedValue<Value, Selected>(
  source: KeyedSource<Value>,
  key: string,
  select: (value: Value) => Selected,
): Selected {
  const subscribe = useCallback(
    (listener: () => void) => source.subscribe(key, listener),
    [source, key],
  );
  return useSyncExternalStore(
    subscribe,
    () => select(source.read(key)),
    () => select((source.readRendered ?? source.read).call(source, key)),
  );
}
