// GET /api/likes/status: whether I like it and how many do, in the classic names.
import { HeartwireError } from "@/protocol/errors";
import { likeStatusQuerySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { access: "visitor", query: likeStatusQuerySchema },
    async ({ engine, viewerId, query }) => {
      const engagement = await engine.likes.readEngagement(viewerId, query.content_id);
      if (engagement.contentType !== query.content_type) {
        throw new HeartwireError("NOT_FOUND", "There is no such content.");
      }
      return { liked: engagement.liked, total_likes: engagement.likeCount };
    },
  ),
});
