// GET /api/content/{contentId}/likers: who likes it, the latest first.
import { pageQuerySchema } from "@/protocol/requests";
import { methods, route } from "../../../route-handler";
import { contentParams } from "../../../route-params";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { access: "visitor", params: contentParams, query: pageQuerySchema },
    ({ engine, viewerId, params, query }) =>
      engine.likes.listLikers(viewerId, params.contentId, query),
  ),
});
