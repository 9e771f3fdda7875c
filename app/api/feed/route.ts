// GET /api/feed: what the people I follow posted (home), or everybody (latest).
import { feedQuerySchema } from "@/protocol/requests";
import { methods, route } from "../route-handler";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "visitor", query: feedQuerySchema }, ({ engine, viewerId, query }) =>
    engine.contents.listFeed(viewerId, query),
  ),
});
