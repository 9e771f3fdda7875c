// What was typed or autofilled before the scripts ran: only the field itself holds it.
import { type RefObject, useEffect, useEffectEvent } from "react";

/** Hands it over once, when the field comes to life; silent when there is nothing. */
export function usePreHydrationValue(
  field: RefObject<{ value: string } | null>,
  take: (typed: string) => void,
): void {
  const takeNow = useEffectEvent(take);
  useEffect(() => {
    const typed = field.current?.value;
    if (typed) takeNow(typed);
  }, [field]);
}
