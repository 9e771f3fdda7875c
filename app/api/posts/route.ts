// POST /api/posts: a new post.
import { createPostBodySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { access: "person", body: createPostBodySchema, status: 201 },
    ({ engine, viewerId, body }) => engine.contents.createPost(viewerId, body),
  ),
});
