// GET and DELETE /api/content/{contentId}: one post or video. DELETE answers what is now gone.
import { methods, route } from "../../../../server/http/api/route";
import { contentParams } from "../../../../server/http/api/route-params";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "visitor", params: contentParams }, ({ engine, viewerId, params }) =>
    engine.contents.readContent(viewerId, params.contentId),
  ),
  DELETE: route(
    { access: "person", params: contentParams },
    async ({ engine, viewerId, params }) => {
      const content = await engine.contents.readContent(viewerId, params.contentId);
      await engine.contents.deleteContent(viewerId, params.contentId);
      return content;
    },
  ),
});
