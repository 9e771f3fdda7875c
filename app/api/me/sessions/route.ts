// GET /api/me/sessions: where I am signed in.
import { methods, route } from "../../route-handler";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "person" }, async ({ engine, viewerId, session }) => ({
    items: await engine.sessions.listSessions(viewerId, session.sessionId),
  })),
});
