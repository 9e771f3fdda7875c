// GET /api/activity/timeline: what the people I follow did, and my own doing.
import { timelineQuerySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "person", query: timelineQuerySchema }, ({ engine, viewerId, query }) =>
    engine.activity.listTimeline(viewerId, query),
  ),
});
