// GET /api/users/{username}/likes: what a person likes, the latest first.
import { pageQuerySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../../../server/http/api/route";
import { usernameParams } from "../../../../../server/http/api/route-params";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { access: "visitor", params: usernameParams, query: pageQuerySchema },
    ({ engine, viewerId, params, query }) =>
      engine.likes.listLikedBy(viewerId, params.username, query),
  ),
});
