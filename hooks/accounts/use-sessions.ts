"use client";
// Lists where I am signed in, and ends a session there.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Page, SessionView } from "@/protocol/views";
import { nothing, pageOf, sessionCheck } from "../../client/http/answer-checks";
import { type Request, withQuery } from "../../client/http/request";
import { QUERY_KEYS } from "../lists/query-client";
import { useHeartwire } from "../provider/heartwire-context";

const SESSIONS_PATH = "/api/me/sessions";
const sessionPage = pageOf(sessionCheck);

export interface SessionControl {
  sessions: SessionView[];
  end(sessionId: string): Promise<void>;
  endOthers(): Promise<void>;
}

/** Few people read more of them, and a list that moves while it is read must end. */
const PAGES_MAX = 20;

/** Both commands reject with a HeartwireError. `isWhole`: no page follows the initial one. */
export function useSessions(initial: SessionView[], isWhole = true): SessionControl {
  const { request } = useHeartwire();
  const queryClient = useQueryClient();
  const { data } = useQuery({
    queryKey: QUERY_KEYS.sessions,
    initialData: initial,
    ...(isWhole ? {} : { initialDataUpdatedAt: 0 }),
    queryFn: ({ signal }) => readAll(request, signal),
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

async function readAll(request: Request, signal: AbortSignal): Promise<SessionView[]> {
  const found = new Map<string, SessionView>();
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page++) {
    const path = withQuery(SESSIONS_PATH, { cursor });
    const answer: Page<SessionView> = await request(sessionPage, path, { signal });
    for (const session of answer.items) found.set(session.sessionId, session);
    cursor = answer.nextCursor ?? null;
    if (cursor === null) break;
  }
  return [...found.values()];
}
