// GET /api/me/sessions: where I am signed in.
import { PAGE_LIMIT_MAX } from "@/protocol/bounds";
import { pageQuerySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../../server/http/api/route";

/** By default as many as a page may hold, as before the list had pages. */
const sessionsQuerySchema = pageQuerySchema.extend({
  limit: pageQuerySchema.shape.limit.removeDefault().default(PAGE_LIMIT_MAX),
});

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { access: "person", query: sessionsQuerySchema },
    ({ engine, viewerId, session, query }) =>
      engine.sessions.listSessions(viewerId, session.sessionId, query),
  ),
});
