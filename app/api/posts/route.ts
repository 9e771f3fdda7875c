// POST /api/posts: a new post, once per id or Idempotency-Key.
import { createPostBodySchema } from "@/protocol/http-requests";
import { readIdempotencyKey } from "../../../server/http/api/request-parsing";
import { jsonAnswer, methods, route } from "../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { access: "person", body: createPostBodySchema },
    async ({ engine, viewerId, body, headers }) => {
      const key = readIdempotencyKey(headers);
      const { content, isNew } = await engine.contents.createPost(viewerId, body, key);
      return jsonAnswer(content, isNew ? 201 : 200);
    },
  ),
});
