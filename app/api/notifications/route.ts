// GET /api/notifications: my inbox, the latest first, with the badge.
import { pageQuerySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "person", query: pageQuerySchema }, ({ engine, viewerId, query }) =>
    engine.notifications.listNotifications(viewerId, query),
  ),
});
