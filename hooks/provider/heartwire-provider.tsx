"use client";
// Wraps the whole app once: gives every hook this page's client and runs its one connection. A different
// person gets a different client: nothing of one is ever shown to the other.
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { createBrowserClient, type ServerStart } from "../../client/browser/browser-client";
import { browserPage } from "../../client/browser/page-lifecycle";
import { runAlone } from "../../client/browser/single-client";
import { createQueryClient } from "../lists/query-client";
import { HeartwireContext } from "./heartwire-context";
import { keepQueriesFresh } from "./query-freshness";

interface ProviderProps extends ServerStart {
  children: ReactNode;
}

export function HeartwireProvider(props: ProviderProps) {
  return <OnePersonsProvider key={props.viewer?.userId ?? "visitor"} {...props} />;
}

function OnePersonsProvider({ viewer, epoch, inbox, children }: ProviderProps) {
  const [client] = useState(() => createBrowserClient({ viewer, epoch, inbox }));
  const [queryClient] = useState(createQueryClient);

  useEffect(() => keepQueriesFresh(client, queryClient), [client, queryClient]);

  useEffect(() => {
    let stop = runAlone(client);
    // A page in the back/forward cache may hold neither socket nor lock, or it is not kept at all.
    const stopListening = browserPage.subscribe({
      putAway: () => stop(),
      broughtBack: () => {
        stop = runAlone(client);
      },
    });
    return () => {
      stopListening();
      stop();
    };
  }, [client]);

  return (
    <HeartwireContext value={client}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </HeartwireContext>
  );
}
