// POST /api/notifications/read: up to the inbox version I saw, or by id; never simply "all".
import { markReadBodySchema } from "@/protocol/requests";
import { methods, route } from "../../route-handler";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route({ access: "person", body: markReadBodySchema }, ({ engine, viewerId, body }) =>
    engine.notifications.markRead(viewerId, body),
  ),
});
