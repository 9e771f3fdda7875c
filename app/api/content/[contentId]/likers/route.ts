// GET /api/content/{contentId}/likers: who likes it, the latest first.
import { pageQuerySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../../../server/http/api/route";
import { contentParams } from "../../../../../server/http/api/route-params";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { access: "visitor", params: contentParams, query: pageQuerySchema },
    ({ engine, viewerId, params, query }) =>
      engine.likes.listLikers(viewerId, params.contentId, query),
  ),
});
