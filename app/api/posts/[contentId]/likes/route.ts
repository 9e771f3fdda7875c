// POST and DELETE /api/v1/posts/{id}/likes (also without /v1): like and unlike a post.
import { intentBodySchema } from "@/protocol/http-requests";
import { methods, type RouteHandler, route } from "../../../../../server/http/api/route";
import { contentParams } from "../../../../../server/http/api/route-params";

function setting(liked: boolean): RouteHandler {
  return route(
    { access: "person", params: contentParams, body: intentBodySchema },
    ({ engine, viewerId, params, body }) =>
      engine.likes.setLike(viewerId, { ...params, ...body, contentType: "post", liked }),
  );
}

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: setting(true),
  DELETE: setting(false),
});
