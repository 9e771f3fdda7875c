// GET /api/me/sessions: where I am signed in.
import { methods, route } from "../../../../server/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "person" }, async ({ engine, viewerId, session }) => ({
    items: await engine.sessions.listSessions(viewerId, session.sessionId),
  })),
});
