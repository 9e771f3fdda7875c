// POST /api/sync: exactly what differs from what the caller holds; visitors ask it too.
import { syncBodySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route({ access: "visitor", body: syncBodySchema }, ({ engine, viewerId, body }) =>
    engine.sync(viewerId, body),
  ),
});
