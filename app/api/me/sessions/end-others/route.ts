// POST /api/me/sessions/end-others: "sign out everywhere else".
import { methods, route } from "../../../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route({ access: "person" }, async ({ engine, viewerId, session }) => ({
    endedCount: await engine.sessions.endOtherSessions(viewerId, session.sessionId),
  })),
});
