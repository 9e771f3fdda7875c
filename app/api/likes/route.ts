// POST /api/likes: the classic toggle. With an Idempotency-Key it flips once per key.
import { toggleLikeBodySchema } from "@/protocol/http-requests";
import { readIdempotencyKey } from "../../../server/http/api/request-parsing";
import { methods, route } from "../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route({ access: "person", body: toggleLikeBodySchema }, (asked) =>
    asked.engine.likes.toggleLike(asked.viewerId, asked.body, readIdempotencyKey(asked.headers)),
  ),
});
