// Reads lists again that the client says are out of date. Called by the provider while it is mounted. Knows
// which kind of list each client event is about.
import type { QueryClient } from "@tanstack/react-query";
import type { HeartwireClient } from "../../client/heartwire-client";
import { QUERY_KEYS } from "../lists/query-client";

/** Lists without a version of their own; feeds only offer what is new. */
const READ_AFTER_ABSENCE = [QUERY_KEYS.timeline, QUERY_KEYS.likers, QUERY_KEYS.profile];

/** The returned function ends it. */
export function keepQueriesFresh(
  { events }: Pick<HeartwireClient, "events">,
  queryClient: QueryClient,
): () => void {
  const stops = [
    events.on("synced", (kind) => {
      if (kind !== "again") return;
      for (const queryKey of READ_AFTER_ABSENCE) void queryClient.invalidateQueries({ queryKey });
    }),
    events.on("inboxMissed", () => {
      void queryClient.invalidateQueries({ queryKey: QUERY_KEYS.notifications });
    }),
    events.on("epochChanged", () => {
      void queryClient.invalidateQueries();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
