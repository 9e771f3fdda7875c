"use client";
// Reads what a query holds without becoming one of its observers: nothing is fetched for it, and the
// query's own options stay those of whoever reads it for real.
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
