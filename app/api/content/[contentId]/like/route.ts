// PUT and DELETE /api/content/{contentId}/like: sets my heart, never toggles it.
import { intentBodySchema, setLikeBodySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../../../server/http/api/route";
import { contentParams } from "../../../../../server/http/api/route-params";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  PUT: route(
    { access: "person", params: contentParams, body: setLikeBodySchema },
    ({ engine, viewerId, params, body }) => engine.likes.setLike(viewerId, { ...params, ...body }),
  ),
  DELETE: route(
    { access: "person", params: contentParams, body: intentBodySchema },
    ({ engine, viewerId, params, body }) =>
      engine.likes.setLike(viewerId, { ...params, ...body, liked: false }),
  ),
});
