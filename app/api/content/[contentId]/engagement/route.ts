// GET /api/content/{contentId}/engagement: the counts, and my heart.
import { methods, route } from "../../../../../server/http/api/route";
import { contentParams } from "../../../../../server/http/api/route-params";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "visitor", params: contentParams }, ({ engine, viewerId, params }) =>
    engine.likes.readEngagement(viewerId, params.contentId),
  ),
});
