"use client";
// Where I am signed in, and ending it there.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { SessionView } from "@/protocol/views";
import { nothing, pageOf, sessionCheck } from "../../client/http/answer-checks";
import { QUERY_KEYS } from "../lists/query-client";
import { useHeartwire } from "../provider/heartwire-context";

const SESSIONS_PATH = "/api/me/sessions";
const sessionPage = pageOf(sessionCheck);

export interface SessionControl {
  sessions: SessionView[];
  end(sessionId: string): Promise<void>;
  endOthers(): Promise<void>;
}

/** Both commands reject with a HeartwireError. */
export function useSessions(initial: SessionView[]): SessionControl {
  const { request } = useHeartwire();
  const queryClient = useQueryClient();
  const { data } = useQuery({
    queryKey: QUERY_KEYS.sessions,
    initialData: initial,
    queryFn: async ({ signal }) => (await request(sessionPage, SESSIONS_PATH, { signal })).items,
  });
  async function keepOnly(isKept: (session: SessionView) => boolean): Promise<void> {
    queryClient.setQueryData<SessionView[]>(QUERY_KEYS.sessions, (before) =>
      before?.filter(isKept),
    );
    await queryClient.invalidateQueries({ queryKey: QUERY_KEYS.sessions });
  }
  return {
    sessions: data,
    async end(sessionId) {
      await request(nothing, `${SESSIONS_PATH}/${sessionId}`, { method: "DELETE" });
      await keepOnly((each) => each.sessionId !== sessionId);
    },
    async endOthers() {
      await request(nothing, `${SESSIONS_PATH}/end-others`, { method: "POST", body: {} });
      await keepOnly((each) => each.isCurrent);
    },
  };
}
