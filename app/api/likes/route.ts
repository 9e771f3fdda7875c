// POST /api/likes: the classic toggle. With an Idempotency-Key it flips once per key.
import { idempotencyKeySchema, toggleLikeBodySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { access: "person", body: toggleLikeBodySchema },
    ({ engine, viewerId, body, headers }) => {
      const key = idempotencyKeySchema.nullable().parse(headers.get("idempotency-key"));
      return engine.likes.toggleLike(viewerId, body, key ?? undefined);
    },
  ),
});
