// DELETE /api/me/sessions/{sessionId}: ends one of my sign-ins; its sockets are cut.
import { methods, route } from "../../../../../server/http/api/route";
import { sessionParams } from "../../../../../server/http/api/route-params";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  DELETE: route({ access: "person", params: sessionParams }, ({ engine, viewerId, params }) =>
    engine.sessions.endMySession(viewerId, params.sessionId),
  ),
});
