// POST /api/notifications/read: up to the inbox version I saw, or by id; never simply "all".
import { markReadBodySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route({ access: "person", body: markReadBodySchema }, ({ engine, viewerId, body }) =>
    engine.notifications.markRead(viewerId, body),
  ),
});
