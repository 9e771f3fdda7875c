"use client";
// Reads what a query holds without observing it: nothing is fetched, and the query's own options stay in
// force.
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";

export function useQueryData<Data>(queryKey: QueryKey): Data | undefined {
  const queryClient = useQueryClient();
  const subscribe = useCallback(
    (listener: () => void) => queryClient.getQueryCache().subscribe(listener),
    [queryClient],
  );
  const read = () => queryClient.getQueryData<Data>(queryKey);
  return useSyncExternalStore(subscribe, read, read);
}
