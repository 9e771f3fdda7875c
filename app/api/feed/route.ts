// GET /api/feed: what the people I follow posted (home), or everybody (latest).
import { feedQuerySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "visitor", query: feedQuerySchema }, ({ engine, viewerId, query }) =>
    engine.contents.listFeed(viewerId, query),
  ),
});
